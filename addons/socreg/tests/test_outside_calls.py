from odoo.tests.common import TransactionCase

from odoo.addons.iap.tools.iap_tools import iap_get_endpoint

from ..hooks import NOWHERE, SERVICES, switch_outside_calls_off


class TestOutsideCalls(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.parameters = cls.env["ir.config_parameter"].sudo()
        cls.report = cls.env.ref("mail.ir_cron_module_update_notification")

    def test_nobody_is_called_by_default(self):
        for service in SERVICES:
            self.assertEqual(self.parameters.get_param(service), NOWHERE, service)
        self.assertFalse(self.report.active)

    def test_services_ask_there(self):
        self.assertEqual(iap_get_endpoint(self.env), NOWHERE)

    def test_service_that_was_chosen_stays(self):
        self.parameters.set_param("sms.endpoint", "https://sms.example.org")
        self.report.active = True
        switch_outside_calls_off(self.env)
        self.assertEqual(self.parameters.get_param("sms.endpoint"), "https://sms.example.org")
        self.assertFalse(self.report.active)
