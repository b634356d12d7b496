"""Headless Chromium: one process that stays, with a page that asks us on the loopback interface for files to show."""
import http.server
import json
import pathlib
import queue
import shutil
import subprocess
import tempfile
import threading
import urllib.parse

PAGE = (pathlib.Path(__file__).resolve().parent / "chromium.html").read_bytes()
SECONDS = 120  # for the files of one way of one batch


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, body, kind="application/json"):
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        path = urllib.parse.urlparse(self.path).path
        if path == "/":
            self.answer(PAGE, "text/html")
        elif path == "/next":
            try:
                self.answer(json.dumps(self.server.wanted.get(timeout=20)).encode())
            except queue.Empty:
                self.answer(b"[]")
        elif path.startswith("/file/") and path[6:] in self.server.files:
            file = self.server.files[path[6:]]
            self.answer(file.read_bytes(), "image/png" if file.suffix == ".png" else "image/jpeg")
        else:
            self.send_error(404)

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.results.put(json.loads(body))
        self.answer(b"{}")

    def log_message(self, *_):
        pass


class ChromiumReader:
    name = "Chromium"

    def __init__(self):
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.server.wanted, self.server.results, self.server.files = queue.Queue(), queue.Queue(), {}
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.process, self.profile, self.count = None, None, 0

    def start(self):
        self.profile = tempfile.mkdtemp(prefix="differential-chromium-")
        program = shutil.which("chromium") or shutil.which("chromium-browser") or "google-chrome"
        self.process = subprocess.Popen(
            [program, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--force-color-profile=srgb", "--no-first-run",
             f"--user-data-dir={self.profile}", f"http://127.0.0.1:{self.server.server_address[1]}/"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def close(self):
        if self.process:
            self.process.terminate()
            self.process.wait()
            shutil.rmtree(self.profile, ignore_errors=True)
            self.process = None

    def read(self, paths):
        """{path: what it said, or the numbers of its grid}."""
        if not paths:
            return {}
        if not self.process or self.process.poll() is not None:
            self.start()
        keys = {}
        for path in paths:
            self.count += 1
            keys[str(self.count)] = path
        self.server.files = keys
        self.server.wanted.put(list(keys))
        try:
            results = self.server.results.get(timeout=SECONDS)
        except queue.Empty:
            self.close()
            return {str(path): "did not come to an end" for path in paths}
        return {str(path): results.get(key, "no result") for key, path in keys.items()}
