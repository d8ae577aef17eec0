"""What stands around the faces when they are served: processes, hosts and faults."""
