"""Uses `ferrofax mcp` with the official client library of the protocol: reads a fax, and sends one."""

import asyncio
import json
import os
import sys

from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client


async def main(program, fax):
    names = ["FERROFAX_URL", "FERROFAX_API_KEY"]
    server = StdioServerParameters(
        command=program, args=["mcp", "--allow-send"], env={name: os.environ[name] for name in names}
    )
    async with stdio_client(server) as (read, write), ClientSession(read, write) as session:
        await session.initialize()
        print(*[tool.name for tool in (await session.list_tools()).tools])

        async def data(tool, arguments):
            result = await session.call_tool(tool, arguments)
            assert not result.is_error, result
            return json.loads(result.content[1].text)

        print(await data("get_fax", {"fax": fax}))
        page = await session.call_tool("get_fax_page", {"fax": fax, "page": 1})
        assert page.content[1].mime_type == "image/png", page
        letter = {"number": "0991 2700619", "text": "Dear Sir,", "cover": "no"}
        draft = await data("make_draft", letter)
        print(await data("send_draft", {"draft": draft["draft"]["id"]}))


asyncio.run(main(sys.argv[1], int(sys.argv[2])))
