"""A small HTTP server that is killed, stopped and started again: victim.py HOST PORT. Writes one byte once it listens."""

import os
import socket
import sys

listener = socket.socket()
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.bind((sys.argv[1], int(sys.argv[2])))
listener.listen(1024)
os.write(1, b"L")
while True:
    connection, _ = listener.accept()
    try:
        connection.settimeout(0.2)
        connection.recv(4096)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")
    except OSError:
        pass  # The checker has given up and gone.
    finally:
        connection.close()
