"""The trainee's terminal: pages with the coloured frame, and the questions that are put to her."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TextIO

from rich.console import Console
from rich.markup import escape
from rich.panel import Panel

from kiosk.training.panel import Line
from kiosk.training.scenario import Scenario, Words

FRAME = "bold black on yellow"
_BORDER = "yellow"
_COLOURS = {
    "小智": "cyan",
    "听到": "green",
    "读卡": "green",
    "页面": "bold",
    "规则": "magenta",
    "  依据": "magenta",
    "审计": "dim",
    "状态": "dim",
}


class TrainingConsole:
    """Prints with the frame; reads answers line by line."""

    def __init__(self, console: Console, mark: Words, answers: TextIO) -> None:
        self._console = console
        self._mark = mark
        self._answers = answers
        self.ended = False
        """The input is at its end: nobody types any more."""

    def head(self, scenario: Scenario) -> None:
        self.page(f"[b]{escape(scenario.title.zh)}[/b]\n{escape(scenario.title.en)}", scenario.id)

    def page(self, text: str, subtitle: str = "") -> None:
        """One page: everything on it stands in the frame that says what this is."""
        title = f"[{FRAME}] {self._mark.zh} · {self._mark.en} [/]"
        self._console.print(Panel(text, title=title, subtitle=subtitle, border_style=_BORDER))

    def lines(self, lines: Iterable[Line], t: float | None = None) -> None:
        """Explanations as they come, behind the frame's colour."""
        for label, told in lines:
            colour = _COLOURS.get(label, "white")
            time = f"{t:7.1f}" if t is not None else "       "
            self._console.print(
                f"[{_BORDER}]▌[/]{time}  [{colour}]{label:　<4}[/] {escape(told)}", highlight=False
            )

    def ask(self, question: str) -> str:
        """One line of the trainee's; '' at the end of the input."""
        self._console.print(f"[{_BORDER}]▌[/] [b]{escape(question)}[/b] ", end="")
        line = self._answers.readline()
        self.ended = line == ""
        return line.strip()

    def choose(self, options: Mapping[str, str], several: bool = False) -> str:
        """The id of one option, or ids separated by blanks; asked until it is one."""
        names = list(options)
        for number, (name, told) in enumerate(options.items(), 1):
            self._console.print(f"[{_BORDER}]▌[/]  {number}  {escape(told)}  [dim]{name}[/dim]")
        while True:
            said = self.ask("选择（数字，可多选）：" if several else "选择（数字）：")
            if not said and several:
                return ""
            picked = [_named(one, names) for one in said.replace("，", " ").replace(",", " ").split()]
            if picked and all(picked) and (several or len(picked) == 1):
                return " ".join(one for one in picked if one)
            if not said:
                return names[0]


def _named(said: str, names: list[str]) -> str | None:
    if said in names:
        return said
    return names[int(said) - 1] if said.isdecimal() and 0 < int(said) <= len(names) else None
