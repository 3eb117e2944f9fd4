# JupyterLab on the tutorials, and the whole pipeline: docker build -t plantargets . && docker run -p 8888:8888 plantargets
FROM python:3.11-slim
RUN apt-get update && apt-get install -y --no-install-recommends make git && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --uid 1000 reader
WORKDIR /home/reader/plantargets
COPY --chown=reader requirements.lock pyproject.toml README.md LICENSE CITATION.cff ./
RUN python -m venv /opt/venv \
    && sed -n '/^uv==/,/^ *# via/p' requirements.lock > /tmp/uv.txt \
    && /opt/venv/bin/pip install -q --no-cache-dir --require-hashes -r /tmp/uv.txt \
    && /opt/venv/bin/uv pip install -q --no-cache --python /opt/venv/bin/python --require-hashes -r requirements.lock
ENV PATH=/opt/venv/bin:$PATH PLANTARGETS_VENV=/opt/venv PYTHONPATH=/home/reader/plantargets/src
COPY --chown=reader . .
RUN chown reader . && uv pip install -q --no-cache --no-deps --no-build-isolation --editable .
USER reader
EXPOSE 8888
CMD ["sh", "-c", "plantargets learn && exec jupyter lab --ip=0.0.0.0 --no-browser --LabApp.default_url=/lab/tree/my-tutorials/0_start.ipynb"]
