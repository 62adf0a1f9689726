"""Odoo's web client as a person uses it; what is named here is the same in Odoo 17 and 19."""

import itertools
from pathlib import Path

from playwright.sync_api import ConsoleMessage, Locator, Page, Request, Response, expect

ICONS = "FontAwesome"
VIEW = ".o_action_manager .o_view_controller"
PEOPLE = "socreg_registry.socreg_individual_menu"
GROUPS = "socreg_registry.socreg_group_menu"
FONT_IS_LOADED = """
name => [...document.fonts].some(
    font => font.family.replaceAll('"', "") === name && font.status === "loaded"
)
"""

expect.set_options(timeout=20_000)


class WebClient:
    """A page of one person, who leaves a screenshot of every step."""

    def __init__(self, page: Page, address: str, screenshots: Path, who: str) -> None:
        self.page = page
        self.address = address
        self.screenshots = screenshots
        self.who = who
        self.complaints: list[str] = []
        self.steps = itertools.count(1)
        page.on("console", self._hear_console)
        page.on("pageerror", lambda error: self.complaints.append(f"page error: {error}"))
        page.on("response", self._hear_response)
        page.on("requestfailed", self._hear_failure)

    def _hear_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(f"console: {message.text}")

    def _hear_response(self, response: Response) -> None:
        if response.status >= 400:
            self.complaints.append(f"{response.status}: {response.url}")

    def _hear_failure(self, request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":
            self.complaints.append(f"{request.failure}: {request.url}")

    @property
    def rows(self) -> Locator:
        """The records that are shown, as lines or, on a phone, as cards."""
        return self.page.locator(
            ".o_data_row:visible, .o_kanban_record:not(.o_kanban_ghost):visible"
        )

    @property
    def new_button(self) -> Locator:
        return self.page.locator(".o_list_button_add:visible, .o-kanban-button-new:visible")

    @property
    def form(self) -> Locator:
        return self.page.locator(".o_form_view")

    @property
    def offers(self) -> Locator:
        """The entries of the list that a selection has opened."""
        return self.page.locator(".o_select_menu_item")

    def field(self, name: str) -> Locator:
        """Return the widget of a field of the form."""
        return self.form.locator(f".o_field_widget[name={name}]").first

    def box(self, name: str) -> Locator:
        """Return where the value of a field is typed or chosen."""
        return self.field(name).locator("input, select")

    def shoot(self, step: str) -> None:
        """Leave a screenshot, named by who made which step."""
        self.page.screenshot(
            path=self.screenshots / f"{self.who}-{next(self.steps):02}-{step}.png",
            animations="disabled",
        )

    def log_in(self, login: str, password: str) -> None:
        self.page.goto(f"{self.address}/web/login")
        self.page.fill("input[name=login]", login)
        self.page.fill("input[name=password]", password)
        self.shoot("login")
        self.page.click(".oe_login_form button[type=submit]")
        expect(self.page.locator(VIEW)).to_be_visible(timeout=60_000)

    def open_menu(self, menu: str) -> None:
        """Open an entry of the menu, and wait for its list."""
        # What is typed into the search of the list before goes with it.
        self.page.locator(VIEW).evaluate_all("all => all.forEach((one) => (one.dataset.old = ''))")
        self.page.click(f"[data-menu-xmlid='{menu}']")
        expect(self.page.locator(f"{VIEW}:not([data-old])").first).to_be_visible()
        expect(self.rows.first).to_be_visible()

    def search(self, text: str) -> None:
        """Search for a text in what the search field asks first."""
        box = self.page.locator(".o_searchview_input")
        box.fill(text)
        expect(self.page.locator(".o_searchview_autocomplete")).to_contain_text(text)
        box.press("Enter")
        expect(self.page.locator(".o_searchview_facet").last).to_contain_text(text)

    def open_row(self, text: str) -> None:
        """Open the record of the list that shows a text."""
        self.rows.filter(has_text=text).first.locator(".o_data_cell[name=name]").click()
        expect(self.form).to_be_visible()

    def open_first(self) -> None:
        self.rows.first.locator(".o_data_cell[name=name], :scope.o_kanban_record").click()
        expect(self.form).to_be_visible()

    def open_only(self, text: str, tab: str) -> None:
        """Search for the one record that shows a text, and open a tab of its form."""
        expect(self.rows.first).to_be_visible()
        if self.page.locator(".o_searchview_input").count() == 0:
            # On a phone the search is behind a button.
            self.page.locator(".o_cp_searchview button, .o_control_panel .fa-search").first.click()
        self.search(text)
        expect(self.rows).to_have_count(1)
        self.open_first()
        expect(self.form).to_contain_text(text)
        self.open_tab(tab)

    def start_new(self) -> None:
        self.new_button.click()
        expect(self.form).to_be_visible()

    def fill(self, name: str, text: str) -> None:
        self.box(name).fill(text)

    def choose(self, name: str, label: str) -> None:
        """Choose from a selection: buttons, a list of the browser's, or one of Odoo's own."""
        field = self.field(name)
        button = field.get_by_role("radio", name=label, exact=True)
        if button.count():
            button.check()
        elif field.locator("select").count():
            field.locator("select").select_option(label=label)
        else:
            field.locator("input").click()
            self.offers.get_by_text(label, exact=True).click()

    def open_tab(self, name: str) -> None:
        self.form.locator(f".o_notebook .nav-link[name={name}]").click()
        expect(self.form.locator(f".o_notebook .nav-link[name={name}]")).to_contain_class("active")

    def add_line(self, name: str) -> Locator:
        """Add a line to a list within the form, and return it."""
        self.field(name).locator(".o_field_x2many_list_row_add a").click()
        return self.field(name).locator(".o_data_row.o_selected_row")

    def pick(self, line: Locator, name: str, label: str) -> None:
        """Pick a record by its name in a line."""
        line.locator(f"[name={name}] input").fill(label)
        self.page.locator(".o-autocomplete--dropdown-item").get_by_text(label, exact=True).click()

    def save(self) -> None:
        self.form_button("save").click()
        expect(self.form_button("save")).to_be_hidden()

    def form_button(self, name: str) -> Locator:
        return self.page.locator(f".o_form_button_{name}")

    def wait_for_icons(self) -> None:
        """Wait until the font that icons are drawn with is there."""
        self.page.wait_for_function(FONT_IS_LOADED, arg=ICONS)
