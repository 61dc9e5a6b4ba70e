"""A real Ray on this machine alone: a head that runs nothing and two nodes of one processor each.

Prints the cluster's address, then the process of each node's raylet. On standard input `kill` kills the oldest of these with SIGKILL,
`add` adds a node in its place and says so, and the end ends the cluster.
"""

import os
import signal
import sys

from ray.cluster_utils import Cluster


def main():
    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 0})
    nodes = [cluster.add_node(num_cpus=1) for _ in range(2)]
    raylets = [node.all_processes["raylet"][0].process.pid for node in nodes]
    print(cluster.address, *raylets, flush=True)
    for line in sys.stdin:
        if line.strip() == "kill":
            os.kill(raylets.pop(0), signal.SIGKILL)
        elif line.strip() == "add":
            raylets.append(cluster.add_node(num_cpus=1).all_processes["raylet"][0].process.pid)
            print("added", flush=True)
    cluster.shutdown()


if __name__ == "__main__":
    main()
