"""How long a real card takes, command by command, as a table of rules."""

from __future__ import annotations

from dataclasses import dataclass

from ..commands.names import CommandPattern


@dataclass(frozen=True, slots=True, kw_only=True)
class TimingRule:
    """How long some commands take: a span, and more for each byte that crosses."""

    command: CommandPattern
    least_ms: float
    most_ms: float
    per_byte_ms: float = 0.0
    """For each byte of data, the command's and the answer's."""
    answer: str = "any"
    """Of which answers it speaks: `ok` (9000), `refused` (the rest), or `any`."""
    source: str = ""

    def applies(self, command: bytes, response: bytes) -> bool:
        """Tell whether the rule speaks of this command and its answer."""
        ok = response[-2:] == b"\x90\x00"
        return self.command.matches(command) and (
            self.answer == "any" or (self.answer == "ok") == ok
        )

    def ms(self, command: bytes, response: bytes, *, chance: float) -> float:
        """Return the time taken; *chance*, 0 to 1, chooses within the span."""
        size = max(0, len(command) - 5) + max(0, len(response) - 2)
        spread = (self.most_ms - self.least_ms) * chance
        return self.least_ms + spread + self.per_byte_ms * size


@dataclass(frozen=True, slots=True, kw_only=True)
class TimingModel:
    """A table of rules; the first that applies counts. Without rules, no time."""

    name: str
    title: str
    rules: tuple[TimingRule, ...] = ()
    source: str = ""

    def ms(self, command: bytes, response: bytes, *, chance: float) -> float:
        """Return how many milliseconds the card takes for this exchange."""
        for rule in self.rules:
            if rule.applies(command, response):
                return rule.ms(command, response, chance=chance)
        return 0.0


INSTANT = TimingModel(name="instant", title="待ち時間なし")
