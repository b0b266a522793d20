"""Connection of the lab's own programs: as administrator, past the proxy."""
import datetime
import time

import openstack
import yaml

IDENTITY = "http://127.0.0.2:5000/v3"


def secret():
    with open("/etc/slipway-lab/secret", encoding="ascii") as file:
        return file.read()


def connect():
    return openstack.connect(
        auth_url=IDENTITY,
        username="lab",
        password=secret(),
        project_name="admin",
        user_domain_name="Default",
        project_domain_name="Default",
        region_name="RegionOne",
        interface="internal",
        compute_default_microversion="2.11",
    )


def description():
    with open("/etc/slipway-lab/cloud.yaml", encoding="utf-8") as file:
        return yaml.safe_load(file)


def until(seconds, what, probe):
    """The first true value of probe(); ends the program when there is none in time."""
    end = time.time() + seconds
    error = None
    while time.time() < end:
        try:
            value = probe()
            if value:
                return value
        except Exception as caught:  # a service that is not up yet fails in many ways
            error = caught
        time.sleep(0.5)
    raise SystemExit(f"{what}: not so after {seconds} s" + (f"; {error}" if error else ""))


def compute_is_up(connection, hosts, since):
    """Whether Nova's compute service of each host has reported after the time `since`, in seconds since 1970."""
    reporting = {
        service.host
        for service in connection.compute.services()
        if service.binary == "nova-compute" and seconds(service.updated_at) >= since
    }
    known = {hypervisor.name for hypervisor in connection.compute.hypervisors()}
    return reporting.issuperset(hosts) and len(known) >= len(hosts)


def seconds(text):
    """Seconds since 1970 of a time as OpenStack writes it; 0 for none."""
    if not text:
        return 0
    stamp = datetime.datetime.fromisoformat(str(text).replace("Z", ""))
    return stamp.replace(tzinfo=datetime.timezone.utc).timestamp()
