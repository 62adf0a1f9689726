"""Names and how common they are; the lists of Faker follow the most frequent.

Written as people write them. Faker has no Amharic names and few Vietnamese ones,
so those are here in full.
"""

from faker.providers.person.ar_AA import Provider as Arabic
from faker.providers.person.ar_PS import Provider as Palestinian
from faker.providers.person.en_GB import Provider as English
from faker.providers.person.en_NZ import Provider as NewZealand
from faker.providers.person.es_CO import Provider as Spanish
from faker.providers.person.fr_FR import Provider as French
from faker.providers.person.hi_IN import Provider as Hindi
from faker.providers.person.id_ID import Provider as Indonesian
from faker.providers.person.vi_VN import Provider as Vietnamese

from sampling.draw import Pool

VI_FAMILY = Pool.weighted(
    {
        "Nguyễn": 38.4,
        "Trần": 11,
        "Lê": 9.5,
        "Phạm": 7.1,
        "Phan": 4.5,
        "Huỳnh": 2.6,
        "Hoàng": 2.5,
        "Đặng": 2.1,
        "Võ": 2,
        "Bùi": 2,
        "Vũ": 1.9,
        "Đỗ": 1.4,
        "Hồ": 1.3,
        "Ngô": 1.3,
        "Dương": 1,
        "Lý": 0.5,
        "Đinh": 0.5,
        "Đoàn": 0.5,
        "Trịnh": 0.5,
        "Trương": 0.5,
        "Mai": 0.5,
        "Lâm": 0.4,
        "Hà": 0.4,
        "Cao": 0.3,
        "Tạ": 0.3,
        "Thạch": 0.2,
        "Tôn Thất": 0.2,
        "Công Tằng Tôn Nữ": 0.1,
        "Âu Dương": 0.1,
        "Ông": 0.1,
        "Y": 0.1,
    }
)
VI_MIDDLE_MALE = Pool.weighted(
    {
        "Văn": 34,
        "": 8,
        "Hữu": 7,
        "Đức": 7,
        "Minh": 6,
        "Quang": 6,
        "Xuân": 5,
        "Ngọc": 5,
        "Công": 4,
        "Thanh": 4,
        "Đình": 4,
        "Duy": 3,
        "Trọng": 3,
        "Bá": 2,
        "Hoàng": 2,
    }
)
VI_MIDDLE_FEMALE = Pool.weighted(
    {
        "Thị": 56,
        "Ngọc": 6,
        "": 5,
        "Thị Thanh": 5,
        "Thị Ngọc": 5,
        "Thanh": 4,
        "Thu": 4,
        "Kim": 4,
        "Thị Thu": 3,
        "Thị Kim": 3,
        "Bích": 2,
        "Phương": 2,
        "Thị Hồng": 1,
    }
)
VI_MALE = Pool.ranked(
    "Hùng Dũng Tuấn Hải Minh Sơn Thành Long Cường Đức Bình Thắng Hòa Phúc Tâm".split(),
    "Tùng Trung Kiên Nam Lâm Quân Hiếu Vinh Tiến Toàn Thịnh Lộc Tài Phong".split(),
    "Đạt Quốc Thọ Sáu Bảy Tư Út Hợi Chiến Thuận Nghĩa Hậu Trường Tấn Bằng".split(),
    Vietnamese.first_names_male,
)
VI_FEMALE = Pool.ranked(
    "Hương Lan Hoa Hồng Mai Hạnh Nga Thủy Hằng Thu Hà Phương Liên Tuyết Dung".split(),
    "Loan Thảo Vân Yến Nhung Hiền Oanh Trang Huệ Cúc Lý Bích Xuân Nguyệt Mơ".split(),
    "Gái Út Năm Ý Thơm Đào Sen Ngân Trinh Quyên Diễm Như Thúy Khuê Ái".split(),
    Vietnamese.first_names_female,
)

AR_FAMILY = Pool.ranked(
    "الحسيني المصري الشامي حداد نجار خوري العلي منصور سالم".split(),
    Palestinian.last_names,
)
AR_MALE = Pool.ranked(
    "محمد أحمد علي محمود حسن حسين إبراهيم خالد يوسف عمر مصطفى".split(),
    ("عبد الله", "عبد الرحمن"),
    Arabic.first_names_male,
)
AR_FEMALE = Pool.ranked(
    "فاطمة مريم عائشة زينب خديجة نور سارة أمينة سلمى هدى ليلى".split(),
    Arabic.first_names_female,
)

AM_MALE = Pool.ranked(
    "አበበ ከበደ ተስፋዬ ታደሰ ግርማ አለሙ በቀለ ደረጄ መኮንን ሰለሞን ዳዊት ዮሐንስ ገብረ ወርቁ አሰፋ".split(),
    "ፍቅሩ ሙሉጌታ ጌታቸው ብርሃኑ ተክሌ ዘለቀ ደሳለኝ እንዳለ ጥላሁን ሲሳይ ተፈራ ወንድሙ ይልማ ነጋሽ".split(),
    "ገብረማርያም ኃይለሥላሴ አማኑኤል ብሩክ ሄኖክ ናሆም".split(),
)
AM_FEMALE = Pool.ranked(
    "አልማዝ ትዕግስት ሄለን ሰላም ብርቱካን ወርቅነሽ መሠረት ሐና ማርታ ሳራ ዘነበች አበባ የሺ ፀሐይ".split(),
    "አስቴር ጥሩነሽ ደራርቱ ገነት እቴነሽ ራሄል ቤተልሔም ሊያ ሜሮን ፍሬሕይወት ሙሉ አዜብ ውብት".split(),
    "ስንታየሁ ማሪቱ".split(),
)

FR_FAMILY = Pool.ranked(
    French.last_names[:12],
    ("Lévy-Bruhl", "L'Hermite", "de La Rochefoucauld-Montmorency", "O"),
    French.last_names,
)
FR_MALE = Pool.ranked(
    "Jean Pierre Michel Jean-Pierre André Philippe René Louis Alain Jacques".split(),
    "Jean-Baptiste François Jean-Noël Loïc".split(),
    French.first_names_male,
)
FR_FEMALE = Pool.ranked(
    "Marie Jeanne Françoise Monique Catherine Nathalie Marie-Claude Hélène".split(),
    "Anne-Sophie Zoé Marie-Antoinette-Joséphine".split(),
    French.first_names_female,
)

ES_FAMILY = Pool.weighted(
    {
        **Spanish.last_names,
        "de la Cruz": 0.006,
        "Fernández de Córdoba": 0.002,
        "García-Huidobro": 0.002,
        "Gil": 0.003,
    }
)
ES_MALE = Pool.weighted({**Spanish.first_names_male, "Juan de Dios": 0.004})
ES_FEMALE = Pool.weighted(
    {
        **Spanish.first_names_female,
        "María del Carmen": 0.03,
        "María de los Ángeles del Perpetuo Socorro": 0.004,
    }
)

EN_FAMILY = Pool.ranked(
    "Murphy O'Brien Kelly O'Sullivan D'Souza Walsh Smith O'Connor Byrne Ryan".split(),
    "O'Neill O'Reilly Doyle D'Arcy Smyth-Jones".split(),
    ("St. John", "Ó Súilleabháin", "Mac Giolla Phádraig"),
    NewZealand.last_names,
)
EN_MALE = Pool.ranked(
    "John Patrick Michael Seán James Thomas Ciarán J".split(),
    English.first_names_male,
)
EN_FEMALE = Pool.ranked(
    "Mary Margaret Bridget Siobhán Catherine Áine Sinéad M".split(),
    English.first_names_female,
)

ID_MALE = Pool.ranked(
    "Slamet Sutrisno Budi Agus Joko Sugeng Supardi Mulyadi Wayan Ketut Yanto".split(),
    Indonesian.first_names_male,
)
ID_FEMALE = Pool.ranked(
    "Siti Sri Nurhayati Sumiyati Sulastri Ernawati Ningsih Aminah Dewi Wati Yu".split(),
    Indonesian.first_names_female,
)

HI_FAMILY = Pool.ranked(
    "कुमार सिंह शर्मा यादव वर्मा गुप्ता पटेल".split(),
    Hindi.last_names,
)
HI_MALE = Pool.ranked(
    "राम राजेश संजय अनिल सुनील विजय मोहन रमेश".split(),
    Hindi.first_names_male,
)
HI_FEMALE = Pool.ranked(
    "सीता गीता सुनीता राधा आशा रेखा पूजा अनीता".split(),
    Hindi.first_names_female,
)
