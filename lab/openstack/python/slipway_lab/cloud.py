"""Connection of the lab's own programs: as administrator, past the proxy."""
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
