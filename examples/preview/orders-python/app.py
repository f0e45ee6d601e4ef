"""An order service's function: it calls another service, prints, and makes spans of its own.

It runs with the tracer and without: what it needs of `ddtrace` is nothing where there is no tracer.
"""

import logging
import os
import urllib.request

try:
    from ddtrace import tracer
    from datadog_lambda.metric import lambda_metric
except ImportError:
    from untraced import lambda_metric, tracer

try:
    import requests
except ImportError:
    requests = None

logging.getLogger().setLevel(logging.INFO)
log = logging.getLogger("orders")


@tracer.wrap(name="orders.price", resource="price")
def price(amount):
    current = tracer.current_span()
    if current:
        current.set_tag("order.amount", amount)
    return amount * 2


def fetch(url):
    """By requests, which tracers follow, where the function brings it along."""
    if requests:
        return requests.get(url, timeout=5).text
    with urllib.request.urlopen(url, timeout=5) as response:
        return response.read().decode()


def record_a_failed_refund():
    with tracer.trace("orders.refund") as span:
        try:
            raise ValueError("no such payment")
        except ValueError:
            span.set_traceback()


def handler(event, context):
    with tracer.trace("orders.place", resource="place") as outer:
        outer.set_tag("order.id", "42")
        with tracer.trace("orders.check"):
            total = price(21)
        record_a_failed_refund()
        with tracer.trace("orders.audit") as audit:
            audit.error = 1
    root = tracer.current_root_span()
    if root:
        root.set_tag("customer.tier", "gold")
    lambda_metric("orders.placed", 1, tags=["tier:gold"])
    answer = fetch(os.environ["ECHO_URL"]) if "ECHO_URL" in os.environ else "no ECHO_URL"
    log.info("order placed")
    if isinstance(event, dict) and event.get("fail"):
        raise RuntimeError("told to fail")
    return {"statusCode": 200, "body": f"{total} {answer}"}
