"""The services of one stub, wired together."""

from __future__ import annotations

import secrets
from datetime import timedelta

from card_profiles.pki import PKI

from .care_months import CareMonths
from .clock import Clock
from .config import StubConfig
from .consents import Consents
from .database import Database
from .disasters import Disasters
from .drifting import Drifting
from .error_codes import ErrorCodes
from .face_results import FaceResults
from .faults import Faults
from .institutions import Institutions
from .ledger import Ledger
from .messages.codec import Codec
from .messages.conventions import load_conventions
from .messages.json_codec import JSONCodec
from .messages.text_encoding import Encoding
from .registry import Registry
from .revocation import HTTPRevocation
from .rules_file import read_rules
from .service.activation_codes import ActivationCodes
from .service.care import Care
from .service.care_told import CareTold
from .service.changes import Changes
from .service.consent_review import ConsentReview
from .service.disaster_mode import DisasterMode
from .service.face_reader import FaceReader
from .service.inquiries import InquiryService
from .service.inquiry_context import InquiryOptions
from .service.line_check import hours_line, line_check
from .service.msa import MSAService
from .service.msa_enrolment import MSAEnrolment
from .service.outage_line import outage_line
from .service.people import PeopleService
from .service.reception import ReceptionService
from .service.registration import Registration
from .service.terminal import TerminalService
from .service.terminal_accounts import LockRule, TerminalAccounts
from .service.terminal_inquiries import TerminalInquiries
from .service.terminal_lists import TerminalLists
from .service.terminal_logins import TerminalLogins
from .service.terminal_reboot import TerminalReboot
from .service.terminal_staff import TerminalStaff
from .service.terminal_views import TerminalViews
from .service.webapi_tokens import WebAPITokens
from .stub_folders import stub_folders
from .trust import CardTrust
from .urls import OwnAddress
from .web_condition import WebCondition


class Services:
    """What the faces of one stub call, and what it is made of."""

    def __init__(
        self, config: StubConfig, database: Database, clock: Clock, pki: PKI
    ) -> None:
        self.config = config
        self.database = database
        self.clock = clock
        self.pki = pki
        self._wire_what_is_kept()
        self._wire_reception()
        self._wire_terminal()
        self._wire_app()
        self._wire_inquiries()
        self._wire_folders()

    def _wire_what_is_kept(self) -> None:
        """People, consents, institutions and faults, and how they are changed."""
        config, database, clock = self.config, self.database, self.clock
        self.registry = Registry(database)
        self.consents = Consents(database)
        self.institutions = Institutions(
            database, config.institutions, seed=config.seed
        )
        self.ledger = Ledger(database, clock)
        self.rules = read_rules(config.rules)
        self.care = Care(self.consents, CareMonths(database), rules=self.rules)
        self.disasters = DisasterMode(
            database=database,
            disasters=Disasters(database),
            ledger=self.ledger,
            clock=clock,
            configured=self.rules.disasters,
        )
        self.care_told = CareTold(
            database=database,
            registry=self.registry,
            consents=self.consents,
            care=self.care,
            institutions=self.institutions,
            ledger=self.ledger,
            clock=clock,
        )
        self.faults = Faults(database, self.ledger, clock, seed=config.seed)
        self.changes = Changes(
            database=database,
            registry=self.registry,
            consents=self.consents,
            institutions=self.institutions,
            issuer=self.pki.auth,
            ledger=self.ledger,
            clock=clock,
            care=self.care,
        )
        self.drifting = Drifting(database, self.ledger, seed=config.seed)
        self.people = PeopleService(
            database=database, registry=self.registry, ledger=self.ledger, clock=clock
        )

    def _wire_reception(self) -> None:
        """マイナ在宅受付Web, and what its registrations share with those by the app."""
        config, database, clock = self.config, self.database, self.clock
        self.revocation = HTTPRevocation(config.responder_url or "")
        self.registration = Registration(
            database=database,
            registry=self.registry,
            consents=self.consents,
            institutions=self.institutions,
            care=self.care,
            earlier_serials=self.pki.auth.earlier_serial_numbers,
        )
        self.web_condition = WebCondition(self.faults)
        self.trust = CardTrust(self.pki.auth.certificate, self.revocation)
        self.reception = ReceptionService(
            database=database,
            registration=self.registration,
            institutions=self.institutions,
            ledger=self.ledger,
            trust=self.trust,
            clock=clock,
            terms=self.rules.reception,
            grace=self.rules.certificate,
        )
        self.consent_review = ConsentReview(
            database=database,
            consents=self.consents,
            sessions=self.reception.sessions,
            ledger=self.ledger,
            clock=clock,
            care=self.care,
        )

    def _wire_terminal(self) -> None:
        """資格確認端末: who works there, and what it does by itself."""
        config, database, clock = self.config, self.database, self.clock
        self.accounts = TerminalAccounts(
            database,
            clock,
            password=config.terminal_password,
            secret_file=config.secret_file,
            lock=LockRule(
                tries=config.terminal_login_tries,
                lasts=timedelta(minutes=config.terminal_lock_minutes),
            ),
        )
        self.reboots = TerminalReboot(database, always=config.terminal_needs_reboot)
        self.logins = TerminalLogins(
            database=database,
            institutions=self.institutions,
            accounts=self.accounts,
            reboots=self.reboots,
            ledger=self.ledger,
            clock=clock,
        )
        self.terminal_staff = TerminalStaff(
            database=database,
            accounts=self.accounts,
            logins=self.logins,
            ledger=self.ledger,
        )
        self.terminal = TerminalService(
            logins=self.logins,
            database=database,
            registry=self.registry,
            consents=self.consents,
            institutions=self.institutions,
            ledger=self.ledger,
            clock=clock,
            care=self.care,
        )

    def _wire_app(self) -> None:
        """マイナ資格確認アプリ: which devices take part, and their visits."""
        database, clock = self.database, self.clock
        self.msa_enrolment = MSAEnrolment(
            database=database,
            institutions=self.institutions,
            logins=self.logins,
            codes=ActivationCodes(database, clock, life=self.rules.msa.code_life),
            ledger=self.ledger,
            clock=clock,
        )
        self.msa = MSAService(
            database=database,
            registry=self.registry,
            registration=self.registration,
            institutions=self.institutions,
            ledger=self.ledger,
            trust=self.trust,
            rules=self.rules,
            clock=clock,
        )

    def _wire_inquiries(self) -> None:
        """What is asked by folder, by WebAPI and at the terminal, and in which form."""
        config, database, clock = self.config, self.database, self.clock
        self.address = OwnAddress((config.public_url or "").rstrip("/"))
        self.inquiries = InquiryService(
            database,
            self.registry,
            self.consents,
            self.institutions,
            self.ledger,
            clock,
            codes=ErrorCodes(config.codes),
            address=self.address,
            options=InquiryOptions(
                bulk_delay_polls=config.bulk_delay_polls,
                bulk_zip=config.bulk_zip,
                most_rows=config.bulk_most_rows,
                settings_at_once=config.settings_at_once,
                rules=self.rules,
            ),
            faults=self.faults,
        )
        self.terminal_inquiries = TerminalInquiries(self.inquiries, clock)
        self.terminal_lists = TerminalLists(
            self.terminal_inquiries, self.registry, clock
        )
        self.terminal_views = TerminalViews(self.terminal_inquiries, self.terminal)
        conventions = load_conventions(config.conventions)
        self.codec = Codec(conventions, drifting=self.drifting.now)
        self.json_codec = JSONCodec(conventions, drifting=self.drifting.now)
        self.webapi_tokens = WebAPITokens(
            database=database,
            institutions=self.institutions,
            logins=self.logins,
            ledger=self.ledger,
            clock=clock,
            secret_file=config.secret_file,
        )

    def _wire_folders(self) -> None:
        """The folders, the face reader that writes there, and the check of the line."""
        config, database, clock = self.config, self.database, self.clock
        faces = FaceResults(database)
        self.face_reader = FaceReader(
            database,
            self.registry,
            self.consents,
            self.institutions,
            self.ledger,
            clock,
            faces,
            codec=self.codec,
            encoding=Encoding(config.face_encoding),
            random_bytes=secrets.token_bytes,
            rules=self.rules,
        )
        self.exchange = stub_folders(
            config, self.inquiries, database, clock, codec=self.codec, faces=faces
        )
        self.line_check = line_check(database, self.revocation, config.exchange_folder)
        self.line_check.add(outage_line(self.faults, self.institutions))
        if not self.rules.hours.messages.around_the_clock:
            self.line_check.add(hours_line(self.rules.hours.messages, clock))
