"""The steps that features may use, by who acts; each module is a pytest plugin."""

pytest_plugins = [
    "scenarios.steps.encounter",
    "scenarios.steps.server",
    "scenarios.steps.terminal",
    "scenarios.steps.desk",
    "scenarios.steps.staff",
    "scenarios.steps.patient",
    "scenarios.steps.own_consents",
    "scenarios.steps.devices",
    "scenarios.steps.card",
    "scenarios.steps.clinic",
    "scenarios.steps.msa",
    "scenarios.steps.records",
    "scenarios.steps.care",
    "scenarios.steps.visit_forms",
    "scenarios.steps.window",
    "scenarios.steps.facility",
    "scenarios.steps.faults",
    "scenarios.steps.eligibility",
]
