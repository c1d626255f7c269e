#!/usr/bin/env node
require("./host.js").post();
