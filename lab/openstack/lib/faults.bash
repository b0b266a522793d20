#!/usr/bin/env bash
# fault: the knobs that make the cloud fail.
