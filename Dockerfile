# The dashboard and the command line, without compilers, tests or root.
FROM python:3.11-slim AS build
WORKDIR /build
RUN python -m venv /opt/kinscope
COPY requirements-runtime.txt .
RUN /opt/kinscope/bin/pip install --no-cache-dir --require-hashes -r requirements-runtime.txt
COPY pyproject.toml README.md LICENSE ./
COPY graph graph
COPY loaders loaders
COPY queries queries
COPY dashboard dashboard
COPY kinscope kinscope
RUN /opt/kinscope/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.11-slim
RUN useradd --create-home --uid 10001 kinscope
COPY --from=build /opt/kinscope /opt/kinscope
ENV PATH=/opt/kinscope/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
USER kinscope
WORKDIR /home/kinscope
EXPOSE 8050
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s --retries=5 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8050/', timeout=4)"]
ENTRYPOINT ["kinscope"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8050"]
