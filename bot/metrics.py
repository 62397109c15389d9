"""The numbers an operator watches. Labels are names of ours (channel, outcome), never ids or anything of a person."""

from functools import cache

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest


class Metrics:
    """All of them, in a registry of their own so that tests and several processes do not share state."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.updates = Counter(
            "buzon_updates", "Updates taken from a channel", ["channel", "kind"], registry=self.registry
        )
        self.answers = Histogram(
            "buzon_answer_seconds",
            "From taking an update to its answer being sent",
            ["channel"],
            registry=self.registry,
            buckets=(0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
        )
        self.sends = Counter(
            "buzon_sends",
            "Calls to a channel that show something to a person",
            ["channel", "outcome"],
            registry=self.registry,
        )
        self.reports = Counter(
            "buzon_delivery_reports",
            "What a platform told of messages after it took them",
            ["channel", "state"],
            registry=self.registry,
        )
        self.channel_alarms = Counter(
            "buzon_channel_alarms",
            "Refusals of a platform that somebody must look into, by its code",
            ["channel", "code"],
            registry=self.registry,
        )
        self.people_reached = Gauge(
            "buzon_channel_people_reached",
            "People written to in the last 24 hours though they had not written, which a platform limits",
            ["channel"],
            registry=self.registry,
        )
        self.people_limit = Gauge(
            "buzon_channel_people_limit", "How many people that may be", ["channel"], registry=self.registry
        )
        self.moved = Counter(
            "buzon_outbox_moved",
            "Messages that went to a person's other chat, since theirs could not take them",
            registry=self.registry,
        )
        self.looks = Counter("buzon_looks", "Looks into mailboxes", ["outcome"], registry=self.registry)
        self.watch_lag = Gauge(
            "buzon_watch_lag_seconds",
            "How long the mailbox that is longest overdue has waited for a worker",
            registry=self.registry,
        )
        self.watch_breaker = Gauge(
            "buzon_watch_breaker",
            "1 at the state the portal's circuit breaker is in",
            ["state"],
            registry=self.registry,
        )
        self.portal = Histogram(
            "buzon_portal_seconds", "Calls to the portal", ["operation", "outcome"], registry=self.registry
        )
        self._portal = cache(self.portal.labels)  # few and fixed, and asked for at every look
        self.outbox = Gauge("buzon_outbox_rows", "Rows of the outbox", ["state"], registry=self.registry)
        self.oldest_unsent = Gauge(
            "buzon_outbox_oldest_seconds", "Age of the oldest message that is due and unsent", registry=self.registry
        )
        self.pace_wait = Histogram(
            "buzon_pace_wait_seconds",
            "How long a message waited for its turn under the platform's limits",
            ["channel"],
            registry=self.registry,
            buckets=(0.001, 0.01, 0.05, 0.1, 0.5, 1, 5, 30, 120, 600),
        )
        self.limits_fallback = Gauge(
            "buzon_limits_fallback", "1 while Redis is away and limits are this process's share", registry=self.registry
        )
        self.portal_outage = Gauge(
            "buzon_portal_outage", "1 while the whole portal can't be read, by kind", ["kind"], registry=self.registry
        )
        self.landmarks_missing = Gauge(
            "buzon_portal_landmarks_missing",
            "Landmarks of the portal that the canary's last walk did not find",
            ["step"],
            registry=self.registry,
        )
        self.failures = Counter(
            "buzon_failures", "Unexpected errors, by the place that caught them", ["place"], registry=self.registry
        )
        self.restarts = Counter("buzon_task_restarts", "Background tasks that fell", ["task"], registry=self.registry)

    def exposition(self) -> bytes:
        """The text format that Prometheus reads."""
        return generate_latest(self.registry)

    def observe_portal(self, operation: str, outcome: str, seconds: float) -> None:
        """One call to the portal."""
        self._portal(operation, outcome).observe(seconds)
