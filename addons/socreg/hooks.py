"""What is set once, when the suite is installed."""

# No name ends so (RFC 6761): whoever wants one of Odoo's paid services sets its address.
NOWHERE = "https://off.invalid"
SERVICES = (
    "iap.endpoint",
    "enrich.endpoint",
    "iap.partner_autocomplete.endpoint",
    "sms.endpoint",
    "snailmail.endpoint",
)


def switch_outside_calls_off(env):
    """Have Odoo call nobody by itself: `mail` brings services that do, and tells Odoo who uses it.

    What somebody has set already stays.
    """
    parameters = env["ir.config_parameter"].sudo()  # Installing is the superuser's work.
    for service in SERVICES:
        if not parameters.get_param(service):
            parameters.set_param(service, NOWHERE)
    env.ref("mail.ir_cron_module_update_notification").active = False
