"""Neutron's all-in-one server; Debian packages only its parts."""
import sys

from neutron.cmd.eventlet.server import main

sys.argv[0] = "neutron-server"
main()
