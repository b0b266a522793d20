"""Each start: sets the users' passwords (a JSON object on stdin), waits for hypervisors and agents: ready DRIVER SINCE.

A report of an earlier life says nothing, so only those after the time SINCE (seconds since 1970) count.
"""
import json
import sys

from slipway_lab import cloud

AGENTS = 4


def main(driver, since):
    passwords = json.load(sys.stdin)
    connection = cloud.connect()
    cloud.until(60, "identity service", connection.authorize)
    for name, password in passwords.items():
        user = connection.identity.find_user(name, ignore_missing=False)
        connection.identity.update_user(user, password=password)
    hosts = {"qemu": ["lab"], "fake": ["fake"], "both": ["lab", "fake"]}[driver]
    cloud.until(90, "hypervisors " + ", ".join(hosts), lambda: cloud.compute_is_up(connection, hosts, since))
    cloud.until(90, "network agents", lambda: agents_are_up(connection, since))
    if driver == "both":
        separate_fake_host(connection)


def agents_are_up(connection, since):
    fresh = [a for a in connection.network.agents() if cloud.seconds(a.last_heartbeat_at) >= since]
    return len(fresh) >= AGENTS


def separate_fake_host(connection):
    """Servers land on the fake host only when they ask for availability zone "fake"."""
    aggregate = connection.compute.create_aggregate(name="fake", availability_zone="fake")
    connection.compute.add_host_to_aggregate(aggregate, "fake")


main(sys.argv[1], float(sys.argv[2]))
