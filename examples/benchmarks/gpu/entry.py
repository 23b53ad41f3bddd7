"""A row of side_by_side.py's table."""

import contextlib
import statistics

from contestants import note


class Entry:
    """A contestant and what it has reached so far; the reason why, once it has failed."""

    def __init__(self, contestant):
        self.contestant = contestant
        self.name = contestant.name
        self.failed = None
        self.rounds = []
        self.last_loss = None

    @contextlib.contextmanager
    def catching(self):
        """Turns a RuntimeError into the reason why the entry has failed."""
        try:
            yield
        except RuntimeError as error:
            self.failed = str(error)
            note(f"{self.name}: failed: {self.failed}")

    def untried(self):
        return self.failed is None and bool(self.contestant.untried)

    def try_form(self, limit):
        with self.catching():
            self.contestant.try_form(limit)

    def runs(self):
        return self.failed is None and self.contestant.ready()

    def round(self, limit):
        if self.runs():
            with self.catching():
                self.rounds.append(self.contestant.round(limit))

    def finish(self):
        if self.runs() and self.rounds:
            with self.catching():
                self.last_loss = self.contestant.last_loss()
                check_fall(self.contestant.first_loss, self.last_loss)

    def stop(self, grace):
        self.contestant.stop(grace)

    def measured(self):
        return self.failed is None and bool(self.rounds)

    def median(self):
        return statistics.median(self.rounds)

    def as_json(self, best):
        contestant = self.contestant
        row = {
            "name": self.name,
            "form": contestant.form,
            "forms_us": contestant.forms,
            "forms_untried": list(contestant.untried),
            "first_loss": contestant.first_loss,
            "last_loss": self.last_loss,
            "rounds_us": self.rounds,
        }
        if self.measured():
            row["median_us"] = self.median()
            row["min_us"] = min(self.rounds)
            row["max_us"] = max(self.rounds)
            row["ratio_to_best_peer"] = self.median() / best if best else None
        else:
            row["failed"] = self.reason()
        return row

    def reason(self):
        """Why there is no median to rely on, and what was measured all the same."""
        reason = self.failed or "no round was made before the end"
        if self.rounds:
            return f"{reason}, after {len(self.rounds)} rounds of {self.median():.1f} us"
        tried = [f"{form} took {us:.1f} us" for form, us in self.contestant.forms.items()
                 if not isinstance(us, str)]
        return "; ".join([reason] + tried)

    def as_text(self, best):
        if not self.measured():
            return f"{self.name:14} failed: {self.reason()}"
        spread = f"{min(self.rounds):.1f} .. {max(self.rounds):.1f}"
        ratio = f"{self.median() / best:.3f}" if best else "-"
        losses = f"{number(self.contestant.first_loss)} -> {number(self.last_loss)}"
        form = self.contestant.form or "-"
        return (
            f"{self.name:14} {self.median():10.1f}  {spread:22} {len(self.rounds):6}"
            f" {ratio:>8}  {losses:16} {form}"
        )


def check_fall(first, last):
    if first is not None and last is not None and not last < first:
        raise RuntimeError(f"loss does not fall: {first:.3f} at step 0, {last:.3f} at the end")


def number(value):
    return "-" if value is None else f"{value:.3f}"


def best_peer(entries):
    """The least median of a peer, or None where none was measured."""
    medians = [e.median() for e in entries if e.measured() and e.name != "cnnc"]
    return min(medians, default=None)


def print_table(entries, result):
    """Everything on one screen; `result` is what the JSON holds."""
    print(
        f"{result['device']}, driver {result['driver']}, {result['precision']},"
        f" batch {result['batch']}, rounds of {result['steps_per_round']} steps, {result['ended']}"
    )
    print(
        f"{'':14} {'us/step':>10}  {'min .. max':22} {'rounds':>6} {'ratio':>8}  {'loss':16} form"
    )
    for entry in entries:
        print(entry.as_text(best_peer(entries)), flush=True)
