import os, sys
from urllib.parse import urlsplit

import requests
from requests.auth import HTTPDigestAuth

env = os.environ
session = requests.Session()
session.auth = HTTPDigestAuth(env["MONGODB_ATLAS_PUBLIC_API_KEY"], env["MONGODB_ATLAS_PRIVATE_API_KEY"])
path, ids = f"/api/atlas/v1.0/groups/{env['MONGODB_ATLAS_PROJECT_ID']}/backup/exportBuckets", []
while path:
    response = session.get(env["MONGODB_ATLAS_BASE_URL"] + path, timeout=30)
    if response.status_code != 200:
        sys.exit(f"{response.status_code} {response.text}")
    page = response.json()
    ids += [item["_id"] for item in page["results"]]
    following = [urlsplit(link["href"]) for link in page["links"] if link["rel"] == "next"]
    path = f"{following[0].path}?{following[0].query}" if following else None
print("\n".join(ids))
