"""One rank of the canary's MPI program: mpirun python3 canary-mpi.py FOLDER.

Talks to OpenMPI's library itself, so no compiler and no MPI package for Python is needed. All ranks add up their
numbers; then the last rank reads a file that rank 0 wrote, and writes what it took and how many ranks there were.
"""

import ctypes
import os
import sys
import time

folder = sys.argv[1]
mpi = ctypes.CDLL("libmpi.so.40", mode=ctypes.RTLD_GLOBAL)


def handle(name):
    return ctypes.c_void_p(ctypes.addressof(ctypes.c_char.in_dll(mpi, name)))


def call(function, *arguments):
    if getattr(mpi, function)(*arguments) != 0:
        sys.exit(f"{function} failed")


world = handle("ompi_mpi_comm_world")
rank, size, total = ctypes.c_int(), ctypes.c_int(), ctypes.c_int()
call("MPI_Init", None, None)
call("MPI_Comm_rank", world, ctypes.byref(rank))
call("MPI_Comm_size", world, ctypes.byref(size))
call(
    "MPI_Allreduce", ctypes.byref(rank), ctypes.byref(total), 1,
    handle("ompi_mpi_int"), handle("ompi_mpi_op_sum"), world,
)
if total.value != size.value * (size.value - 1) // 2:
    sys.exit(f"MPI_Allreduce over {size.value} ranks gave {total.value}")

shared = os.path.join(folder, "file")
if rank.value == 0:
    with open(shared, "w") as file:
        file.write("slipway\n")
call("MPI_Barrier", world)
if rank.value == size.value - 1:
    started = time.monotonic()
    with open(shared) as file:
        if file.read() != "slipway\n":
            sys.exit(f"{shared}, written on another node, has other content here")
    seconds = time.monotonic() - started
    for name, value in (("file-seconds", f"{seconds:.3f}"), ("ranks", str(size.value))):
        path = os.path.join(folder, name)
        with open(path + ".new", "w") as file:
            file.write(value + "\n")
        os.rename(path + ".new", path)
call("MPI_Finalize")
