const bundleUrl = require("node:url").pathToFileURL(__filename).href;
var __create = Object.create;
var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __getOwnPropNames = Object.getOwnPropertyNames;
var __getProtoOf = Object.getPrototypeOf;
var __hasOwnProp = Object.prototype.hasOwnProperty;
var __knownSymbol = (name, symbol) => (symbol = Symbol[name]) ? symbol : /* @__PURE__ */ Symbol.for("Symbol." + name);
var __typeError = (msg) => {
  throw TypeError(msg);
};
var __esm = (fn, res, err) => function __init() {
  if (err) throw err[0];
  try {
    return fn && (res = (0, fn[__getOwnPropNames(fn)[0]])(fn = 0)), res;
  } catch (e) {
    throw err = [e], e;
  }
};
var __export = (target, all) => {
  for (var name in all)
    __defProp(target, name, { get: all[name], enumerable: true });
};
var __copyProps = (to, from, except, desc) => {
  if (from && typeof from === "object" || typeof from === "function") {
    for (let key of __getOwnPropNames(from))
      if (!__hasOwnProp.call(to, key) && key !== except)
        __defProp(to, key, { get: () => from[key], enumerable: !(desc = __getOwnPropDesc(from, key)) || desc.enumerable });
  }
  return to;
};
var __toESM = (mod, isNodeMode, target) => (target = mod != null ? __create(__getProtoOf(mod)) : {}, __copyProps(
  // If the importer is in node compatibility mode or this is not an ESM
  // file that has been converted to a CommonJS file using a Babel-
  // compatible transform (i.e. "__esModule" has not been set), then set
  // "default" to the CommonJS "module.exports" for node compatibility.
  isNodeMode || !mod || !mod.__esModule ? __defProp(target, "default", { value: mod, enumerable: true }) : target,
  mod
));
var __toCommonJS = (mod) => __copyProps(__defProp({}, "__esModule", { value: true }), mod);
var __using = (stack, value, async) => {
  if (value != null) {
    if (typeof value !== "object" && typeof value !== "function") __typeError("Object expected");
    var dispose, inner;
    if (async) dispose = value[__knownSymbol("asyncDispose")];
    if (dispose === void 0) {
      dispose = value[__knownSymbol("dispose")];
      if (async) inner = dispose;
    }
    if (typeof dispose !== "function") __typeError("Object not disposable");
    if (inner) dispose = function() {
      try {
        inner.call(this);
      } catch (e) {
        return Promise.reject(e);
      }
    };
    stack.push([async, dispose, value]);
  } else if (async) {
    stack.push([async]);
  }
  return value;
};
var __callDispose = (stack, error, hasError) => {
  var E = typeof SuppressedError === "function" ? SuppressedError : function(e, s, m, _) {
    return _ = Error(m), _.name = "SuppressedError", _.error = e, _.suppressed = s, _;
  };
  var fail = (e) => error = hasError ? new E(e, error, "An error was suppressed during disposal") : (hasError = true, e);
  var next = (it) => {
    while (it = stack.pop()) {
      try {
        var result = it[1] && it[1].call(it[2]);
        if (it[0]) return Promise.resolve(result).then(next, (e) => (fail(e), next()));
      } catch (e) {
        fail(e);
      }
    }
    if (hasError) throw error;
  };
  return next();
};

// src/model/errors.ts
function fullStorageOf(error) {
  for (let cause = error, depth = 0; typeof cause === "object" && cause !== null && depth < 8; depth++) {
    const { code, cause: deeper } = cause;
    const found = typeof code === "string" ? fullStorage[code] : void 0;
    if (found !== void 0) return found;
    cause = deeper;
  }
  return void 0;
}
async function wrapStageErrors(stage, what, work2, blame, full = async () => void 0) {
  try {
    return await work2();
  } catch (cause) {
    const failure = cause instanceof StageFailure ? cause : new StageFailure(stage, what, cause, blame);
    const storage2 = failure.blame === "SKIP" ? void 0 : fullStorageOf(failure) ?? await full();
    if (storage2 === void 0) throw failure;
    throw new StageFailure(failure.stage, storage2, `free some space there. ${failure.message}`, "INCONCLUSIVE");
  }
}
var fullStorage, StageFailure;
var init_errors = __esm({
  "src/model/errors.ts"() {
    "use strict";
    fullStorage = {
      ENOSPC: "the cell's image or the engine's disk is full",
      EDQUOT: "the disk quota is used up",
      // A loop device reports a full backing file as an error of its own (drivers/block/loop.c), and its file system ends read-only.
      EIO: "a disk fails, or the one below the cell's image is full",
      EROFS: "a disk fails, or the one below the cell's image is full"
    };
    StageFailure = class extends Error {
      name = "StageFailure";
      stage;
      blame;
      source;
      constructor(stage, what, cause, blame, source) {
        const why = cause instanceof Error ? cause.message : String(cause);
        super(`${stage}: ${what}: ${why}`, { cause });
        this.stage = stage;
        this.source = source;
        this.blame = blame ?? "ERROR";
      }
    };
  }
});

// src/lib/files.ts
async function resolveInRoot(root, path4) {
  const open6 = parts(path4);
  const location = [];
  for (let links = 0; open6.length > 0; ) {
    const part = open6.shift();
    if (part === "..") {
      location.pop();
      continue;
    }
    const here = [root, ...location, part].join("/");
    if (!await isLink(here)) {
      location.push(part);
      continue;
    }
    if (++links > maxLinks) throw new Error(`${path4}: too many levels of symbolic links in the distro`);
    const target = await (0, import_promises.readlink)(here);
    if (target.startsWith("/")) location.length = 0;
    open6.unshift(...parts(target));
  }
  return [root, ...location].join("/");
}
async function readHead(path4, max) {
  var _stack = [];
  try {
    const file = __using(_stack, await (0, import_promises.open)(path4, import_node_fs.constants.O_RDONLY | import_node_fs.constants.O_NONBLOCK), true);
    const { size } = await file.stat();
    const head = Buffer.alloc(Math.min(size, max));
    let length = 0;
    while (length < head.length) {
      const { bytesRead } = await file.read(head, length, head.length - length, length);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    return head.toString("utf8", 0, length);
  } catch (_) {
    var _error = _, _hasError = true;
  } finally {
    var _promise = __callDispose(_stack, _error, _hasError);
    _promise && await _promise;
  }
}
var import_node_fs, import_promises, maxLinks, parts, isLink;
var init_files = __esm({
  "src/lib/files.ts"() {
    "use strict";
    import_node_fs = require("node:fs");
    import_promises = require("node:fs/promises");
    init_errors();
    maxLinks = 40;
    parts = (path4) => path4.split("/").filter((part) => part !== "" && part !== ".");
    isLink = (path4) => (0, import_promises.lstat)(path4).then(
      (status) => status.isSymbolicLink(),
      (error) => {
        if (error.code === "ENOENT" || error.code === "ENOTDIR") return false;
        throw error;
      }
    );
  }
});

// src/lib/digest.ts
async function digestFile(path4) {
  const hash = (0, import_node_crypto.createHash)("sha256");
  await (0, import_promises2.pipeline)((0, import_node_fs2.createReadStream)(path4), hash);
  return `sha256:${hash.digest("hex")}`;
}
var import_node_crypto, import_node_fs2, import_promises2;
var init_digest = __esm({
  "src/lib/digest.ts"() {
    "use strict";
    import_node_crypto = require("node:crypto");
    import_node_fs2 = require("node:fs");
    import_promises2 = require("node:stream/promises");
    init_files();
  }
});

// native/index.js
var native_exports = {};
__export(native_exports, {
  create: () => create,
  doctor: () => doctor,
  extents: () => extents,
  extract: () => extract,
  list: () => list,
  proveSharing: () => proveSharing,
  verify: () => verify,
  version: () => version
});
function load() {
  const reasons = [];
  for (const path4 of candidates) {
    try {
      return require2(path4);
    } catch (error) {
      reasons.push(`${path4}: ${error.message}`);
    }
  }
  throw new Error(
    `cowpio's addon cannot be loaded; build it: npm run build${reasons.map((why) => `
  ${why}`).join("")}`
  );
}
var import_node_fs3, import_node_module, import_node_url, require2, candidates, create, doctor, proveSharing, extents, list, verify, extract, version;
var init_native = __esm({
  "native/index.js"() {
    "use strict";
    import_node_fs3 = require("node:fs");
    import_node_module = require("node:module");
    import_node_url = require("node:url");
    require2 = (0, import_node_module.createRequire)(bundleUrl);
    candidates = [
      process.env.COWPIO_ADDON,
      ...["./cowpio.node", "../build/cowpio.node", `../prebuilds/linux-${process.arch}/cowpio.node`].map(
        (path4) => (0, import_node_url.fileURLToPath)(new URL(path4, bundleUrl))
      )
    ].filter((path4) => path4 !== void 0 && path4 !== "" && (0, import_node_fs3.existsSync)(path4));
    ({ create, doctor, proveSharing, extents, list, verify, extract, version } = load());
  }
});

// src/lib/native.ts
var addon, extents2, proveSharing2, addonVersion;
var init_native2 = __esm({
  "src/lib/native.ts"() {
    "use strict";
    addon = () => Promise.resolve().then(() => (init_native(), native_exports));
    extents2 = async (...args) => (await addon()).extents(...args);
    proveSharing2 = async (...args) => (await addon()).proveSharing(...args);
    addonVersion = async () => (await addon()).version;
  }
});

// node_modules/@actions/io/lib/io-util.js
function exists(fsPath) {
  return __awaiter(this, void 0, void 0, function* () {
    try {
      yield stat(fsPath);
    } catch (err) {
      if (err.code === "ENOENT") {
        return false;
      }
      throw err;
    }
    return true;
  });
}
function isRooted(p) {
  p = normalizeSeparators(p);
  if (!p) {
    throw new Error('isRooted() parameter "p" cannot be empty');
  }
  if (IS_WINDOWS) {
    return p.startsWith("\\") || /^[A-Z]:/i.test(p);
  }
  return p.startsWith("/");
}
function tryGetExecutablePath(filePath, extensions) {
  return __awaiter(this, void 0, void 0, function* () {
    let stats = void 0;
    try {
      stats = yield stat(filePath);
    } catch (err) {
      if (err.code !== "ENOENT") {
        console.log(`Unexpected error attempting to determine if executable file exists '${filePath}': ${err}`);
      }
    }
    if (stats && stats.isFile()) {
      if (IS_WINDOWS) {
        const upperExt = path.extname(filePath).toUpperCase();
        if (extensions.some((validExt) => validExt.toUpperCase() === upperExt)) {
          return filePath;
        }
      } else {
        if (isUnixExecutable(stats)) {
          return filePath;
        }
      }
    }
    const originalFilePath = filePath;
    for (const extension of extensions) {
      filePath = originalFilePath + extension;
      stats = void 0;
      try {
        stats = yield stat(filePath);
      } catch (err) {
        if (err.code !== "ENOENT") {
          console.log(`Unexpected error attempting to determine if executable file exists '${filePath}': ${err}`);
        }
      }
      if (stats && stats.isFile()) {
        if (IS_WINDOWS) {
          try {
            const directory = path.dirname(filePath);
            const upperName = path.basename(filePath).toUpperCase();
            for (const actualName of yield readdir2(directory)) {
              if (upperName === actualName.toUpperCase()) {
                filePath = path.join(directory, actualName);
                break;
              }
            }
          } catch (err) {
            console.log(`Unexpected error attempting to determine the actual case of the file '${filePath}': ${err}`);
          }
          return filePath;
        } else {
          if (isUnixExecutable(stats)) {
            return filePath;
          }
        }
      }
    }
    return "";
  });
}
function normalizeSeparators(p) {
  p = p || "";
  if (IS_WINDOWS) {
    p = p.replace(/\//g, "\\");
    return p.replace(/\\\\+/g, "\\");
  }
  return p.replace(/\/\/+/g, "/");
}
function isUnixExecutable(stats) {
  return (stats.mode & 1) > 0 || (stats.mode & 8) > 0 && process.getgid !== void 0 && stats.gid === process.getgid() || (stats.mode & 64) > 0 && process.getuid !== void 0 && stats.uid === process.getuid();
}
var fs, path, __awaiter, chmod, copyFile, lstat2, mkdir, open2, readdir2, rename, rm, rmdir, stat, symlink, unlink, IS_WINDOWS, READONLY;
var init_io_util = __esm({
  "node_modules/@actions/io/lib/io-util.js"() {
    fs = __toESM(require("fs"), 1);
    path = __toESM(require("path"), 1);
    __awaiter = function(thisArg, _arguments, P, generator) {
      function adopt(value) {
        return value instanceof P ? value : new P(function(resolve2) {
          resolve2(value);
        });
      }
      return new (P || (P = Promise))(function(resolve2, reject) {
        function fulfilled(value) {
          try {
            step2(generator.next(value));
          } catch (e) {
            reject(e);
          }
        }
        function rejected(value) {
          try {
            step2(generator["throw"](value));
          } catch (e) {
            reject(e);
          }
        }
        function step2(result) {
          result.done ? resolve2(result.value) : adopt(result.value).then(fulfilled, rejected);
        }
        step2((generator = generator.apply(thisArg, _arguments || [])).next());
      });
    };
    ({ chmod, copyFile, lstat: lstat2, mkdir, open: open2, readdir: readdir2, rename, rm, rmdir, stat, symlink, unlink } = fs.promises);
    IS_WINDOWS = process.platform === "win32";
    READONLY = fs.constants.O_RDONLY;
  }
});

// node_modules/@actions/io/lib/io.js
function which(tool, check) {
  return __awaiter2(this, void 0, void 0, function* () {
    if (!tool) {
      throw new Error("parameter 'tool' is required");
    }
    if (check) {
      const result = yield which(tool, false);
      if (!result) {
        if (IS_WINDOWS) {
          throw new Error(`Unable to locate executable file: ${tool}. Please verify either the file path exists or the file can be found within a directory specified by the PATH environment variable. Also verify the file has a valid extension for an executable file.`);
        } else {
          throw new Error(`Unable to locate executable file: ${tool}. Please verify either the file path exists or the file can be found within a directory specified by the PATH environment variable. Also check the file mode to verify the file is executable.`);
        }
      }
      return result;
    }
    const matches = yield findInPath(tool);
    if (matches && matches.length > 0) {
      return matches[0];
    }
    return "";
  });
}
function findInPath(tool) {
  return __awaiter2(this, void 0, void 0, function* () {
    if (!tool) {
      throw new Error("parameter 'tool' is required");
    }
    const extensions = [];
    if (IS_WINDOWS && process.env["PATHEXT"]) {
      for (const extension of process.env["PATHEXT"].split(path2.delimiter)) {
        if (extension) {
          extensions.push(extension);
        }
      }
    }
    if (isRooted(tool)) {
      const filePath = yield tryGetExecutablePath(tool, extensions);
      if (filePath) {
        return [filePath];
      }
      return [];
    }
    if (tool.includes(path2.sep)) {
      return [];
    }
    const directories = [];
    if (process.env.PATH) {
      for (const p of process.env.PATH.split(path2.delimiter)) {
        if (p) {
          directories.push(p);
        }
      }
    }
    const matches = [];
    for (const directory of directories) {
      const filePath = yield tryGetExecutablePath(path2.join(directory, tool), extensions);
      if (filePath) {
        matches.push(filePath);
      }
    }
    return matches;
  });
}
var path2, __awaiter2;
var init_io = __esm({
  "node_modules/@actions/io/lib/io.js"() {
    path2 = __toESM(require("path"), 1);
    init_io_util();
    __awaiter2 = function(thisArg, _arguments, P, generator) {
      function adopt(value) {
        return value instanceof P ? value : new P(function(resolve2) {
          resolve2(value);
        });
      }
      return new (P || (P = Promise))(function(resolve2, reject) {
        function fulfilled(value) {
          try {
            step2(generator.next(value));
          } catch (e) {
            reject(e);
          }
        }
        function rejected(value) {
          try {
            step2(generator["throw"](value));
          } catch (e) {
            reject(e);
          }
        }
        function step2(result) {
          result.done ? resolve2(result.value) : adopt(result.value).then(fulfilled, rejected);
        }
        step2((generator = generator.apply(thisArg, _arguments || [])).next());
      });
    };
  }
});

// node_modules/@actions/exec/lib/toolrunner.js
function argStringToArray(argString) {
  const args = [];
  let inQuotes = false;
  let escaped = false;
  let arg = "";
  function append(c) {
    if (escaped && c !== '"') {
      arg += "\\";
    }
    arg += c;
    escaped = false;
  }
  for (let i = 0; i < argString.length; i++) {
    const c = argString.charAt(i);
    if (c === '"') {
      if (!escaped) {
        inQuotes = !inQuotes;
      } else {
        append(c);
      }
      continue;
    }
    if (c === "\\" && escaped) {
      append(c);
      continue;
    }
    if (c === "\\" && inQuotes) {
      escaped = true;
      continue;
    }
    if (c === " " && !inQuotes) {
      if (arg.length > 0) {
        args.push(arg);
        arg = "";
      }
      continue;
    }
    append(c);
  }
  if (arg.length > 0) {
    args.push(arg.trim());
  }
  return args;
}
var os, events, child, path3, import_timers, __awaiter3, IS_WINDOWS2, ToolRunner, ExecState;
var init_toolrunner = __esm({
  "node_modules/@actions/exec/lib/toolrunner.js"() {
    os = __toESM(require("os"), 1);
    events = __toESM(require("events"), 1);
    child = __toESM(require("child_process"), 1);
    path3 = __toESM(require("path"), 1);
    init_io();
    init_io_util();
    import_timers = require("timers");
    __awaiter3 = function(thisArg, _arguments, P, generator) {
      function adopt(value) {
        return value instanceof P ? value : new P(function(resolve2) {
          resolve2(value);
        });
      }
      return new (P || (P = Promise))(function(resolve2, reject) {
        function fulfilled(value) {
          try {
            step2(generator.next(value));
          } catch (e) {
            reject(e);
          }
        }
        function rejected(value) {
          try {
            step2(generator["throw"](value));
          } catch (e) {
            reject(e);
          }
        }
        function step2(result) {
          result.done ? resolve2(result.value) : adopt(result.value).then(fulfilled, rejected);
        }
        step2((generator = generator.apply(thisArg, _arguments || [])).next());
      });
    };
    IS_WINDOWS2 = process.platform === "win32";
    ToolRunner = class extends events.EventEmitter {
      constructor(toolPath, args, options) {
        super();
        if (!toolPath) {
          throw new Error("Parameter 'toolPath' cannot be null or empty.");
        }
        this.toolPath = toolPath;
        this.args = args || [];
        this.options = options || {};
      }
      _debug(message) {
        if (this.options.listeners && this.options.listeners.debug) {
          this.options.listeners.debug(message);
        }
      }
      _getCommandString(options, noPrefix) {
        const toolPath = this._getSpawnFileName();
        const args = this._getSpawnArgs(options);
        let cmd = noPrefix ? "" : "[command]";
        if (IS_WINDOWS2) {
          if (this._isCmdFile()) {
            cmd += toolPath;
            for (const a of args) {
              cmd += ` ${a}`;
            }
          } else if (options.windowsVerbatimArguments) {
            cmd += `"${toolPath}"`;
            for (const a of args) {
              cmd += ` ${a}`;
            }
          } else {
            cmd += this._windowsQuoteCmdArg(toolPath);
            for (const a of args) {
              cmd += ` ${this._windowsQuoteCmdArg(a)}`;
            }
          }
        } else {
          cmd += toolPath;
          for (const a of args) {
            cmd += ` ${a}`;
          }
        }
        return cmd;
      }
      _processLineBuffer(data, strBuffer, onLine) {
        try {
          let s = strBuffer + data.toString();
          let n = s.indexOf(os.EOL);
          while (n > -1) {
            const line = s.substring(0, n);
            onLine(line);
            s = s.substring(n + os.EOL.length);
            n = s.indexOf(os.EOL);
          }
          return s;
        } catch (err) {
          this._debug(`error processing line. Failed with error ${err}`);
          return "";
        }
      }
      _getSpawnFileName() {
        if (IS_WINDOWS2) {
          if (this._isCmdFile()) {
            return process.env["COMSPEC"] || "cmd.exe";
          }
        }
        return this.toolPath;
      }
      _getSpawnArgs(options) {
        if (IS_WINDOWS2) {
          if (this._isCmdFile()) {
            let argline = `/D /S /C "${this._windowsQuoteCmdArg(this.toolPath)}`;
            for (const a of this.args) {
              argline += " ";
              argline += options.windowsVerbatimArguments ? a : this._windowsQuoteCmdArg(a);
            }
            argline += '"';
            return [argline];
          }
        }
        return this.args;
      }
      _endsWith(str, end) {
        return str.endsWith(end);
      }
      _isCmdFile() {
        const upperToolPath = this.toolPath.toUpperCase();
        return this._endsWith(upperToolPath, ".CMD") || this._endsWith(upperToolPath, ".BAT");
      }
      _windowsQuoteCmdArg(arg) {
        if (!this._isCmdFile()) {
          return this._uvQuoteCmdArg(arg);
        }
        if (!arg) {
          return '""';
        }
        const cmdSpecialChars = [
          " ",
          "	",
          "&",
          "(",
          ")",
          "[",
          "]",
          "{",
          "}",
          "^",
          "=",
          ";",
          "!",
          "'",
          "+",
          ",",
          "`",
          "~",
          "|",
          "<",
          ">",
          '"'
        ];
        let needsQuotes = false;
        for (const char of arg) {
          if (cmdSpecialChars.some((x) => x === char)) {
            needsQuotes = true;
            break;
          }
        }
        if (!needsQuotes) {
          return arg;
        }
        let reverse = '"';
        let quoteHit = true;
        for (let i = arg.length; i > 0; i--) {
          reverse += arg[i - 1];
          if (quoteHit && arg[i - 1] === "\\") {
            reverse += "\\";
          } else if (arg[i - 1] === '"') {
            quoteHit = true;
            reverse += '"';
          } else {
            quoteHit = false;
          }
        }
        reverse += '"';
        return reverse.split("").reverse().join("");
      }
      _uvQuoteCmdArg(arg) {
        if (!arg) {
          return '""';
        }
        if (!arg.includes(" ") && !arg.includes("	") && !arg.includes('"')) {
          return arg;
        }
        if (!arg.includes('"') && !arg.includes("\\")) {
          return `"${arg}"`;
        }
        let reverse = '"';
        let quoteHit = true;
        for (let i = arg.length; i > 0; i--) {
          reverse += arg[i - 1];
          if (quoteHit && arg[i - 1] === "\\") {
            reverse += "\\";
          } else if (arg[i - 1] === '"') {
            quoteHit = true;
            reverse += "\\";
          } else {
            quoteHit = false;
          }
        }
        reverse += '"';
        return reverse.split("").reverse().join("");
      }
      _cloneExecOptions(options) {
        options = options || {};
        const result = {
          cwd: options.cwd || process.cwd(),
          env: options.env || process.env,
          silent: options.silent || false,
          windowsVerbatimArguments: options.windowsVerbatimArguments || false,
          failOnStdErr: options.failOnStdErr || false,
          ignoreReturnCode: options.ignoreReturnCode || false,
          delay: options.delay || 1e4
        };
        result.outStream = options.outStream || process.stdout;
        result.errStream = options.errStream || process.stderr;
        return result;
      }
      _getSpawnOptions(options, toolPath) {
        options = options || {};
        const result = {};
        result.cwd = options.cwd;
        result.env = options.env;
        result["windowsVerbatimArguments"] = options.windowsVerbatimArguments || this._isCmdFile();
        if (options.windowsVerbatimArguments) {
          result.argv0 = `"${toolPath}"`;
        }
        return result;
      }
      /**
       * Exec a tool.
       * Output will be streamed to the live console.
       * Returns promise with return code
       *
       * @param     tool     path to tool to exec
       * @param     options  optional exec options.  See ExecOptions
       * @returns   number
       */
      exec() {
        return __awaiter3(this, void 0, void 0, function* () {
          if (!isRooted(this.toolPath) && (this.toolPath.includes("/") || IS_WINDOWS2 && this.toolPath.includes("\\"))) {
            this.toolPath = path3.resolve(process.cwd(), this.options.cwd || process.cwd(), this.toolPath);
          }
          this.toolPath = yield which(this.toolPath, true);
          return new Promise((resolve2, reject) => __awaiter3(this, void 0, void 0, function* () {
            this._debug(`exec tool: ${this.toolPath}`);
            this._debug("arguments:");
            for (const arg of this.args) {
              this._debug(`   ${arg}`);
            }
            const optionsNonNull = this._cloneExecOptions(this.options);
            if (!optionsNonNull.silent && optionsNonNull.outStream) {
              optionsNonNull.outStream.write(this._getCommandString(optionsNonNull) + os.EOL);
            }
            const state = new ExecState(optionsNonNull, this.toolPath);
            state.on("debug", (message) => {
              this._debug(message);
            });
            if (this.options.cwd && !(yield exists(this.options.cwd))) {
              return reject(new Error(`The cwd: ${this.options.cwd} does not exist!`));
            }
            const fileName = this._getSpawnFileName();
            const cp = child.spawn(fileName, this._getSpawnArgs(optionsNonNull), this._getSpawnOptions(this.options, fileName));
            let stdbuffer = "";
            if (cp.stdout) {
              cp.stdout.on("data", (data) => {
                if (this.options.listeners && this.options.listeners.stdout) {
                  this.options.listeners.stdout(data);
                }
                if (!optionsNonNull.silent && optionsNonNull.outStream) {
                  optionsNonNull.outStream.write(data);
                }
                stdbuffer = this._processLineBuffer(data, stdbuffer, (line) => {
                  if (this.options.listeners && this.options.listeners.stdline) {
                    this.options.listeners.stdline(line);
                  }
                });
              });
            }
            let errbuffer = "";
            if (cp.stderr) {
              cp.stderr.on("data", (data) => {
                state.processStderr = true;
                if (this.options.listeners && this.options.listeners.stderr) {
                  this.options.listeners.stderr(data);
                }
                if (!optionsNonNull.silent && optionsNonNull.errStream && optionsNonNull.outStream) {
                  const s = optionsNonNull.failOnStdErr ? optionsNonNull.errStream : optionsNonNull.outStream;
                  s.write(data);
                }
                errbuffer = this._processLineBuffer(data, errbuffer, (line) => {
                  if (this.options.listeners && this.options.listeners.errline) {
                    this.options.listeners.errline(line);
                  }
                });
              });
            }
            cp.on("error", (err) => {
              state.processError = err.message;
              state.processExited = true;
              state.processClosed = true;
              state.CheckComplete();
            });
            cp.on("exit", (code) => {
              state.processExitCode = code;
              state.processExited = true;
              this._debug(`Exit code ${code} received from tool '${this.toolPath}'`);
              state.CheckComplete();
            });
            cp.on("close", (code) => {
              state.processExitCode = code;
              state.processExited = true;
              state.processClosed = true;
              this._debug(`STDIO streams have closed for tool '${this.toolPath}'`);
              state.CheckComplete();
            });
            state.on("done", (error, exitCode) => {
              if (stdbuffer.length > 0) {
                this.emit("stdline", stdbuffer);
              }
              if (errbuffer.length > 0) {
                this.emit("errline", errbuffer);
              }
              cp.removeAllListeners();
              if (error) {
                reject(error);
              } else {
                resolve2(exitCode);
              }
            });
            if (this.options.input) {
              if (!cp.stdin) {
                throw new Error("child process missing stdin");
              }
              cp.stdin.end(this.options.input);
            }
          }));
        });
      }
    };
    ExecState = class _ExecState extends events.EventEmitter {
      constructor(options, toolPath) {
        super();
        this.processClosed = false;
        this.processError = "";
        this.processExitCode = 0;
        this.processExited = false;
        this.processStderr = false;
        this.delay = 1e4;
        this.done = false;
        this.timeout = null;
        if (!toolPath) {
          throw new Error("toolPath must not be empty");
        }
        this.options = options;
        this.toolPath = toolPath;
        if (options.delay) {
          this.delay = options.delay;
        }
      }
      CheckComplete() {
        if (this.done) {
          return;
        }
        if (this.processClosed) {
          this._setResult();
        } else if (this.processExited) {
          this.timeout = (0, import_timers.setTimeout)(_ExecState.HandleTimeout, this.delay, this);
        }
      }
      _debug(message) {
        this.emit("debug", message);
      }
      _setResult() {
        let error;
        if (this.processExited) {
          if (this.processError) {
            error = new Error(`There was an error when attempting to execute the process '${this.toolPath}'. This may indicate the process failed to start. Error: ${this.processError}`);
          } else if (this.processExitCode !== 0 && !this.options.ignoreReturnCode) {
            error = new Error(`The process '${this.toolPath}' failed with exit code ${this.processExitCode}`);
          } else if (this.processStderr && this.options.failOnStdErr) {
            error = new Error(`The process '${this.toolPath}' failed because one or more lines were written to the STDERR stream`);
          }
        }
        if (this.timeout) {
          clearTimeout(this.timeout);
          this.timeout = null;
        }
        this.done = true;
        this.emit("done", error, this.processExitCode);
      }
      static HandleTimeout(state) {
        if (state.done) {
          return;
        }
        if (!state.processClosed && state.processExited) {
          const message = `The STDIO streams did not close within ${state.delay / 1e3} seconds of the exit event from process '${state.toolPath}'. This may indicate a child process inherited the STDIO streams and has not yet exited.`;
          state._debug(message);
        }
        state._setResult();
      }
    };
  }
});

// node_modules/@actions/exec/lib/exec.js
function exec(commandLine, args, options) {
  return __awaiter4(this, void 0, void 0, function* () {
    const commandArgs = argStringToArray(commandLine);
    if (commandArgs.length === 0) {
      throw new Error(`Parameter 'commandLine' cannot be null or empty.`);
    }
    const toolPath = commandArgs[0];
    args = commandArgs.slice(1).concat(args || []);
    const runner = new ToolRunner(toolPath, args, options);
    return runner.exec();
  });
}
function getExecOutput(commandLine, args, options) {
  return __awaiter4(this, void 0, void 0, function* () {
    var _a, _b;
    let stdout = "";
    let stderr = "";
    const stdoutDecoder = new import_string_decoder.StringDecoder("utf8");
    const stderrDecoder = new import_string_decoder.StringDecoder("utf8");
    const originalStdoutListener = (_a = options === null || options === void 0 ? void 0 : options.listeners) === null || _a === void 0 ? void 0 : _a.stdout;
    const originalStdErrListener = (_b = options === null || options === void 0 ? void 0 : options.listeners) === null || _b === void 0 ? void 0 : _b.stderr;
    const stdErrListener = (data) => {
      stderr += stderrDecoder.write(data);
      if (originalStdErrListener) {
        originalStdErrListener(data);
      }
    };
    const stdOutListener = (data) => {
      stdout += stdoutDecoder.write(data);
      if (originalStdoutListener) {
        originalStdoutListener(data);
      }
    };
    const listeners = Object.assign(Object.assign({}, options === null || options === void 0 ? void 0 : options.listeners), { stdout: stdOutListener, stderr: stdErrListener });
    const exitCode = yield exec(commandLine, args, Object.assign(Object.assign({}, options), { listeners }));
    stdout += stdoutDecoder.end();
    stderr += stderrDecoder.end();
    return {
      exitCode,
      stdout,
      stderr
    };
  });
}
var import_string_decoder, __awaiter4;
var init_exec = __esm({
  "node_modules/@actions/exec/lib/exec.js"() {
    import_string_decoder = require("string_decoder");
    init_toolrunner();
    __awaiter4 = function(thisArg, _arguments, P, generator) {
      function adopt(value) {
        return value instanceof P ? value : new P(function(resolve2) {
          resolve2(value);
        });
      }
      return new (P || (P = Promise))(function(resolve2, reject) {
        function fulfilled(value) {
          try {
            step2(generator.next(value));
          } catch (e) {
            reject(e);
          }
        }
        function rejected(value) {
          try {
            step2(generator["throw"](value));
          } catch (e) {
            reject(e);
          }
        }
        function step2(result) {
          result.done ? resolve2(result.value) : adopt(result.value).then(fulfilled, rejected);
        }
        step2((generator = generator.apply(thisArg, _arguments || [])).next());
      });
    };
  }
});

// src/model/command.ts
var shellQuote, capabilities, confined, confinedMachine, alone;
var init_command = __esm({
  "src/model/command.ts"() {
    "use strict";
    shellQuote = ({ program, args }) => [program, ...args].map((word) => /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`).join(" ");
    capabilities = ["CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "SETFCAP", "SETGID", "SETUID", "SYS_CHROOT"];
    confined = (root, program, ...args) => ({
      program: "bwrap",
      args: [
        ...["--bind", root, "/"],
        ...["--dev", "/dev", "--proc", "/proc", "--tmpfs", "/run"],
        // Root writes to these without any capability (kernel/sysctl: test_perm).
        ...["--ro-bind", "/sys", "/sys", "--ro-bind", "/proc/sys", "/proc/sys"],
        ...["--ro-bind-try", "/proc/sysrq-trigger", "/proc/sysrq-trigger"],
        ...alone,
        ...capabilities.flatMap((name) => ["--cap-add", `CAP_${name}`]),
        ...["--chdir", "/", "--", program, ...args]
      ]
    });
    confinedMachine = (folder3, { program, args }) => ({
      program: "bwrap",
      args: [
        ...["--ro-bind", "/", "/", "--bind", folder3, folder3, "--tmpfs", "/tmp"],
        ...["--dev", "/dev", "--dev-bind-try", "/dev/kvm", "/dev/kvm", "--proc", "/proc"],
        // The guest's writes to its disk.
        ...["--setenv", "TMPDIR", folder3],
        ...alone,
        ...["--", program, ...args]
      ]
    });
    alone = [
      ...["--unshare-pid", "--unshare-ipc", "--unshare-uts", "--new-session", "--die-with-parent"],
      ...["--cap-drop", "ALL"]
    ];
  }
});

// src/lib/process.ts
function describeEnd(ended) {
  switch (ended.kind) {
    case "exited":
      return `exit status ${ended.status}`;
    case "killed":
      return `killed by ${ended.signal}`;
    case "too long":
      return `not done after ${ended.afterMs / 1e3} s, and ended`;
    case "silent":
      return `silent for ${ended.afterMs / 1e3} s, and ended`;
    case "stopped":
      return "ended";
  }
}
function watch(command, { onOutput, deadlines: deadlines2, signal, stop, env }) {
  return new Promise((resolve2, reject) => {
    signal?.throwIfAborted();
    const child2 = (0, import_node_child_process.spawn)(command.program, command.args, {
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
      ...env ? { env: { ...env } } : {}
    });
    let early;
    let timeout;
    const kill = () => {
      try {
        if (child2.pid !== void 0) process.kill(-child2.pid, "SIGKILL");
      } catch {
      }
      timeout ??= setTimeout(() => {
        child2.stdout.destroy();
        child2.stderr.destroy();
      }, 1e3);
    };
    const end = (why) => {
      early ??= why;
      kill();
    };
    const total = setTimeout(() => end({ kind: "too long", afterMs: deadlines2.total }), deadlines2.total);
    let middle;
    const half = deadlines2.stall / 2;
    const stall = setTimeout(() => {
      const active = deadlines2.idle ? activeTime(child2.pid ?? 0) : 0;
      if (middle !== void 0 && active - middle <= half * idleShare)
        return end({ kind: "silent", afterMs: deadlines2.stall });
      middle = active;
      stall.refresh();
    }, half);
    signal?.addEventListener("abort", kill, { once: true });
    const stopped = () => end({ kind: "stopped" });
    stop?.addEventListener("abort", stopped, { once: true });
    const output = (chunk) => {
      middle = void 0;
      stall.refresh();
      onOutput(chunk);
    };
    child2.stdout.setEncoding("utf8").on("data", output);
    child2.stderr.setEncoding("utf8").on("data", output);
    const settle = (done) => {
      clearTimeout(total);
      clearTimeout(stall);
      clearTimeout(timeout);
      signal?.removeEventListener("abort", kill);
      stop?.removeEventListener("abort", stopped);
      done();
    };
    child2.on("error", (error) => settle(() => reject(error)));
    child2.on(
      "close",
      (status, by) => settle(() => {
        if (signal?.aborted) reject(signal.reason);
        else if (early) resolve2(early);
        else if (by) resolve2({ kind: "killed", signal: by });
        else resolve2({ kind: "exited", status: status ?? -1 });
      })
    );
  });
}
function withDescendants(root) {
  const children = /* @__PURE__ */ new Map();
  for (const name of list2("/proc").filter((one) => /^\d+$/.test(one))) {
    const parent = Number(statOf(name)[1]);
    children.set(parent, [...children.get(parent) ?? [], Number(name)]);
  }
  const found = [root];
  for (const pid of found) found.push(...children.get(pid) ?? []);
  return found;
}
function activeTime(root) {
  let total = 0;
  for (const pid of withDescendants(root)) {
    for (const ticks of statOf(pid).slice(11, 15)) total += Number(ticks) * tick;
    for (const thread of list2(`/proc/${pid}/task`))
      total += Number(read(`/proc/${pid}/task/${thread}/schedstat`).split(" ")[1] ?? 0) / 1e6;
  }
  return total;
}
async function exec2(command, input) {
  const { exitCode, stdout, stderr } = await getExecOutput(command.program, [...command.args], {
    silent: true,
    ignoreReturnCode: true,
    ...input === void 0 ? {} : { input: Buffer.from(input) }
  });
  if (exitCode === 0) return stdout;
  const output = (stderr.trim() || stdout.trim()).split("\n").slice(-3).join("; ");
  throw new Error(`${shellQuote(command)}: exit status ${exitCode}${output === "" ? "" : `: ${output}`}`);
}
function eachLine(max, onLine) {
  let open6 = "";
  let cut = false;
  const add = (piece) => {
    cut ||= open6.length + piece.length > max;
    open6 += piece.slice(0, max - open6.length);
  };
  return (text) => {
    const [first = "", ...others] = text.split("\n");
    add(first);
    for (const piece of others) {
      onLine(open6, cut);
      open6 = "";
      cut = false;
      add(piece);
    }
  };
}
var import_node_child_process, import_node_fs4, idleShare, tick, read, list2, statOf;
var init_process = __esm({
  "src/lib/process.ts"() {
    "use strict";
    import_node_child_process = require("node:child_process");
    import_node_fs4 = require("node:fs");
    init_exec();
    init_command();
    idleShare = 0.25;
    tick = 10;
    read = (path4) => {
      try {
        return (0, import_node_fs4.readFileSync)(path4, "latin1");
      } catch {
        return "";
      }
    };
    list2 = (path4) => {
      try {
        return (0, import_node_fs4.readdirSync)(path4);
      } catch {
        return [];
      }
    };
    statOf = (pid) => read(`/proc/${pid}/stat`).split(") ").at(-1)?.split(" ") ?? [];
  }
});

// src/lib/storage.ts
function watchStorage(storage2, writable = Object.keys(storage2)) {
  const seen = /* @__PURE__ */ new Set();
  const sample = async () => {
    for (const [folder3, what] of Object.entries(storage2))
      if ((await freeBytes(folder3) ?? fullBelow) < fullBelow) seen.add(what);
  };
  const timer = setInterval(sample, interval);
  timer.unref();
  const full = async () => {
    await sample();
    const [first] = seen;
    if (first !== void 0) return first;
    for (const folder3 of writable) {
      const code = await codeOfWrite(folder3);
      const text = code === "ENOSPC" ? storage2[folder3] : fullStorageOf({ code });
      if (text !== void 0) return text;
    }
    return void 0;
  };
  return { full, [Symbol.dispose]: () => clearInterval(timer) };
}
async function freeBytes(folder3) {
  const free = await (0, import_promises3.statfs)(folder3).catch(() => void 0);
  if (free === void 0 || free.blocks === 0) return free && Number.POSITIVE_INFINITY;
  return (free.type === btrfsMagic ? free.bavail : free.bfree) * free.bsize;
}
async function codeOfWrite(folder3) {
  const path4 = `${folder3}/.cowpio-${(0, import_node_crypto2.randomBytes)(8).toString("hex")}`;
  try {
    const file = await (0, import_promises3.open)(path4, "wx");
    try {
      await file.write(Buffer.alloc(4096, 1));
      await file.sync();
    } finally {
      await file.close();
      await (0, import_promises3.rm)(path4, { force: true });
    }
    return void 0;
  } catch (error) {
    return error.code;
  }
}
var import_node_crypto2, import_promises3, fullBelow, btrfsMagic, interval;
var init_storage = __esm({
  "src/lib/storage.ts"() {
    "use strict";
    import_node_crypto2 = require("node:crypto");
    import_promises3 = require("node:fs/promises");
    init_errors();
    fullBelow = 1 << 20;
    btrfsMagic = 2435016766;
    interval = 100;
  }
});

// src/model/file-systems.ts
var fileSystems, profiles, profileNames, profileOf;
var init_file_systems = __esm({
  "src/model/file-systems.ts"() {
    "use strict";
    fileSystems = ["btrfs", "xfs", "ext4"];
    profiles = {
      btrfs: { kind: "btrfs", says: "as mkfs.btrfs makes it" },
      "btrfs-zstd": { kind: "btrfs", says: "compressed: mounted with compress=zstd", mount: "compress=zstd" },
      "btrfs-nodatacow": { kind: "btrfs", says: "without copy on write: mounted with nodatacow", mount: "nodatacow" },
      "btrfs-64k-nodes": { kind: "btrfs", says: "metadata in nodes of 64 KiB", make: ["--nodesize", "65536"] },
      "btrfs-subvolume": { kind: "btrfs", says: "the root is a subvolume, as distributions lay it out", subvolume: "@" },
      "btrfs-snapshot": {
        kind: "btrfs",
        says: "a snapshot of the root is there, so that every block is SHARED",
        snapshot: true
      },
      xfs: { kind: "xfs", says: "blocks of 4 KiB, reflink=1, rmapbt=0" },
      "xfs-1k": { kind: "xfs", says: "blocks of 1 KiB", make: ["block.size=1024"] },
      "xfs-rmapbt": { kind: "xfs", says: "rmapbt=1, the default of newer xfsprogs", make: ["metadata.rmapbt=1"] },
      "xfs-no-reflink": {
        kind: "xfs",
        says: "made with reflink=0",
        make: ["metadata.reflink=0"],
        noReflink: "XFS made with reflink=0 cannot share blocks"
      },
      ext4: { kind: "ext4", says: "the control: no reflink at all", noReflink: "ext4 cannot share blocks" }
    };
    profileNames = Object.keys(profiles);
    profileOf = (name) => profiles[name];
  }
});

// src/model/generators.ts
var guestDrivers, optionSets, optionSetOf, optionSetNames, archivePath, tmpdir, cowpioPath, dracut, generators, generatorOf;
var init_generators = __esm({
  "src/model/generators.ts"() {
    "use strict";
    init_command();
    init_file_systems();
    guestDrivers = ["--add-drivers", ["virtio_blk", "virtio_pci", ...fileSystems].join(" ")];
    optionSets = {
      plain: {
        says: "no compression, no stripping, every driver",
        options: ["--no-compress", "--nostrip", "--no-hostonly"]
      },
      hostonly: {
        says: "only what this machine needs, which of a container says little, and the drivers of the guest's disk",
        options: ["--no-compress", "--nostrip", "--hostonly", ...guestDrivers]
      },
      default: {
        says: "the distribution's own defaults, and the drivers of the guest's disk",
        options: guestDrivers,
        compresses: true
      },
      "align-64k": {
        says: "an alignment of 64 KiB",
        options: ["--no-compress", "--nostrip", "--no-hostonly"],
        align: 65536
      },
      strip: {
        says: "stripped by eu-strip, which leaves what is stripped already as it is installed",
        options: ["--no-compress", "--strip", "--no-hostonly"]
      },
      "zstd-compressed": {
        says: "compressed with zstd, every driver",
        options: ["--zstd", "--nostrip", "--no-hostonly"],
        compresses: true
      }
    };
    optionSetOf = (name) => optionSets[name];
    optionSetNames = Object.keys(optionSets);
    archivePath = (recipe) => `/boot/initramfs-${recipe}.img`;
    tmpdir = "/var/tmp";
    cowpioPath = "/usr/lib/dracut/cowpio";
    dracut = {
      name: "dracut",
      folder: "/usr/lib/dracut",
      files: {
        dracut: /(^|\/)s?bin\/dracut$/,
        "dracut's modules (usr/lib/dracut/modules.d)": /^usr\/lib\/dracut\/modules\.d\/./,
        bash: /(^|\/)bin\/bash$/
      },
      requirements: [
        { programs: ["dracut"], wants: "every cell", needed: true },
        { programs: ["bash"], wants: "dracut", needed: true },
        { programs: ["depmod"], wants: "every cell, of the staged kernel's modules", needed: true },
        { programs: ["udevadm"], wants: "the initramfs, to find the real root", needed: true },
        { programs: ["btrfs"], wants: "dracut's module for Btrfs" },
        { programs: ["cpio"], wants: "compare: gzip, zstd" },
        { programs: ["gzip"], wants: "compare: gzip" },
        { programs: ["zstd"], wants: "compare: zstd" },
        { programs: ["eu-strip", "strip"], wants: "dracut-options: strip" },
        { programs: ["cc"], wants: "dracut: a checkout" },
        { programs: ["make"], wants: "dracut: a checkout" },
        { programs: ["pkg-config", "pkgconf"], wants: "dracut: a checkout" }
      ],
      libraries: ["libkmod", "libsystemd"],
      // Its NEWS.md: --enhanced-cpio calls dracut-cpio.
      oldest: { version: 57, why: "older ones know no --enhanced-cpio" },
      // 059 says its version with exit status 1.
      version: (root) => confined(root, "sh", "-c", "dracut --version || true"),
      // Sharing needs no compression and no stripping, as dracut documents. `--enhanced-cpio` calls dracut-cpio.
      command: (root, { kernel, dracutOptions }, recipe) => confined(
        root,
        "dracut",
        ...["--force", "--reproducible", "--tmpdir", tmpdir],
        ...recipe === "reflink" ? ["--keep"] : [],
        ...["--kver", kernel.version],
        ...recipe === "reflink" ? [...optionSets[dracutOptions].options, "--enhanced-cpio"] : ["--no-hostonly", `--${recipe}`],
        archivePath(recipe)
      ),
      // Without MKNOD dracut leaves its device nodes out, as it does by itself where it sees that it is in a container.
      environment: { DRACUT_NO_MKNOD: "1" },
      keeping: "dracut --keep",
      // dracut.sh: mktemp.
      temporary: { name: /^dracut\./, placeholder: "dracut.XXXXXX", inLog: /(\/dracut\.d?)[A-Za-z0-9]{6}\b/g },
      stagingTree: "initramfs",
      stagedArchive: "initramfs.img",
      copier: "dracut-install",
      writer: "dracut-cpio",
      // In its own folder, and since September 2026 on PATH (dracut-ng/dracut#2699).
      writerPaths: ["/usr/lib/dracut/dracut-cpio", "/usr/bin/dracut-cpio"],
      // From 109 on dracut takes any 3cpio that knows --data-align (dracut.sh).
      otherWriters: { "3cpio": "/usr/bin/3cpio" },
      // dracut.sh of 059 and 106 pass `--null`, that of 112 lines; `--owner` only where it does not run as root. The first call, for
      // an early archive, has `--truncate-existing`; the others write behind it, of which 112 makes two: one for what is compressed
      // already, as modules are.
      writerCall: `# Takes dracut's call of dracut-cpio: [--null] [--owner UID:GID] --mtime 0 --data-align N [--truncate-existing] OUT
set -eu
null= owner= align=4 truncate=
while [ $# -gt 1 ]; do
  case $1 in
    --null) null=--null ;;
    --truncate-existing) truncate=$1 ;;
    --owner) owner=$2; shift ;;
    --data-align) align=$2; shift ;;
    --mtime) shift ;;
    *) echo "dracut calls its dracut-cpio with an option unknown here: $1" >&2; exit 2 ;;
  esac
  shift
done
out=$1
lines() { if [ -n "$null" ]; then tr '\\0' '\\n'; else cat; fi; }
`,
      ignoredWriter: /--enhanced-cpio\b.*\bignored\b/,
      // dracut's own levels FATAL and ERROR (dracut-logger.sh), dracut-install's (src/install/log.h), a shell's of a script that
      // dracut sources or runs, and the writer's.
      errorLines: [
        /^dracut\[[FE]\]/,
        /^dracut-install: (FATAL|ERROR)/,
        /^(dracut: )?(FATAL|ERROR): /,
        /^\S+: line \d+: /,
        /^(dracut-cpio|cowpio): (?!warning)/
      ],
      noise: /^dracut\[[WIDT]\]/,
      // dracut.conf(5). The archive has the options of its call, but not its configuration. From 109 on the default is 3,
      // which leaves out why it does not call its writer.
      logging: (debug) => ({ "/etc/dracut.conf.d/99-cowpio.conf": `stdloglvl=${debug ? 5 : 4}
` }),
      marker: (hook) => ({
        "/usr/lib/dracut/modules.d/99cowpio/module-setup.sh": `#!/bin/bash
check() { return 0; }
depends() { echo base; }
install() { inst_hook pre-pivot 99 "$moddir/inside.sh"; }
`,
        "/usr/lib/dracut/modules.d/99cowpio/inside.sh": hook
      }),
      // dracut.cmdline(7); the defaults are 180 s and no limit. dracut counts at least half a second for each of its
      // 2 * rd.retry rounds.
      kernelOptions: (seconds) => [
        "rd.shell=0",
        "rd.emergency=poweroff",
        `rd.timeout=${seconds}`,
        `rd.retry=${Math.ceil(seconds / 2)}`
      ]
    };
    generators = { dracut };
    generatorOf = (_plan) => generators.dracut;
  }
});

// src/model/axes.ts
var writers, writerNames, bootloaders, cloneKernels, axes, axisNames, closedAxes, unusualAxes;
var init_axes = __esm({
  "src/model/axes.ts"() {
    "use strict";
    init_file_systems();
    init_generators();
    writers = {
      cowpio: {
        says: "cowpio, with the options that dracut gives its dracut-cpio",
        reflinks: true,
        demanded: 0.999
      },
      "cowpio-3cpio": {
        says: "cowpio under the name 3cpio, as dracut calls it by itself from 109 on",
        reflinks: true,
        demanded: 0.999,
        calledAs: "3cpio"
      },
      "gnu-cpio": {
        says: "GNU cpio, which copies: a control",
        reflinks: false,
        demanded: 0,
        program: "cpio"
      },
      bsdcpio: {
        says: "bsdcpio of libarchive, which copies: a control",
        reflinks: false,
        demanded: 0,
        program: "bsdcpio"
      },
      "3cpio": { says: "3cpio --data-align", reflinks: true, demanded: 0.98, program: "3cpio" },
      "dracut-cpio": {
        says: "dracut's own, where the distro has it",
        reflinks: true,
        demanded: 0.98,
        program: "dracut-cpio"
      },
      gen_init_cpio: {
        says: "the kernel's gen_init_cpio -a, where the distro has it",
        reflinks: true,
        demanded: 0.98,
        program: "gen_init_cpio"
      }
    };
    writerNames = Object.keys(writers);
    bootloaders = ["direct", "grub"];
    cloneKernels = ["host", "guest"];
    axes = {
      "file-system": { field: "fileSystem", input: "file-systems", label: "file system", values: profileNames },
      /** A Debian version or package, a path, or `builtin`: the distro's. */
      kernel: { field: "kernel", input: "kernels", label: "kernel" },
      /** A Debian suite, an image, or the path of an archive. */
      distro: { field: "distro", input: "distros", label: "distro", usual: "trixie" },
      /** `builtin`, the distro's, or the path of a checkout. */
      dracut: { field: "dracut", input: "dracut", label: "dracut", usual: "builtin" },
      writer: { field: "writer", input: "writers", label: "writer", values: writerNames, usual: "cowpio" },
      "dracut-options": {
        field: "dracutOptions",
        input: "dracut-options",
        label: "dracut options",
        values: optionSetNames,
        usual: "plain"
      },
      bootloader: { field: "bootloader", input: "bootloaders", label: "bootloader", values: bootloaders, usual: "direct" },
      "clone-kernel": {
        field: "cloneKernel",
        input: "clone-kernels",
        label: "clone kernel",
        values: cloneKernels,
        usual: "host"
      }
    };
    axisNames = Object.keys(axes);
    closedAxes = Object.values(axes).filter((axis) => "values" in axis);
    unusualAxes = Object.values(axes).filter((axis) => "usual" in axis);
  }
});

// src/model/cell.ts
var buildsDracut, inContainer;
var init_cell = __esm({
  "src/model/cell.ts"() {
    "use strict";
    buildsDracut = ({ checkout }) => checkout !== void 0;
    inContainer = {
      distro: "/input/distro.tar",
      kernel: "/input/kernel",
      checkout: "/input/dracut",
      kept: "/kept",
      work: "/cell"
    };
  }
});

// src/model/faults.ts
var bootFaults, bootFaultNames, notBooted, noBoot, unalignedWriter, faults, faultNames, faultOf;
var init_faults = __esm({
  "src/model/faults.ts"() {
    "use strict";
    init_generators();
    bootFaults = {
      "not loaded": "GRUB could not read it",
      "unpacking failed": "the kernel could not unpack the archive",
      "unpacked otherwise": "the kernel unpacked something else than was written",
      "no init": "the archive has no /init that runs",
      "other nonce": "PID 1 of the real root printed another nonce",
      "out of order": "the markers on the console are out of order",
      "no pre-pivot": "the real root ran, but no pre-pivot hook of the archive (dracut-pre-pivot.service) ran before it",
      "kernel panic": "the kernel panicked after it ran /init",
      "kernel warning": "the kernel printed a warning after it ran /init",
      "ended before the real root": "after the kernel ran /init and before the initramfs had found the real root",
      "hung before the real root": "after the kernel ran /init and before the initramfs had found the real root",
      "no hand-over": "after the pre-pivot hook of the archive and before PID 1 of the real root ran"
    };
    bootFaultNames = Object.keys(bootFaults);
    notBooted = (sharing) => ({ sharing, boot: "not tried" });
    noBoot = (fault, sharing = "shared") => ({
      sharing,
      boot: "does not boot",
      fault
    });
    unalignedWriter = `#!/bin/sh
# Injected: file data lies on newc's own 4 bytes, so nothing can be shared.
exec ${cowpioPath} create "$@" --data-align 4
`;
    faults = {
      unaligned: {
        says: "the writer does not align data",
        expected: { sharing: "copied", boot: "boots" },
        writer: unalignedWriter,
        unaligned: true
      },
      "no-init": {
        says: "the archive is written without its /init",
        expected: noBoot("no init"),
        writer: `#!/bin/sh
# Injected: the archive lacks its /init. dracut up to 106 gives names that end with NULs, 112 lines.
case " $* " in *' --null '*) ends=--null-data ;; *) ends= ;; esac
grep $ends --invert-match --line-regexp --extended-regexp '(\\./)?init' | ${cowpioPath} create "$@"
`
      },
      nocow: {
        says: "the installed files are NOCOW, the archive is not",
        expected: notBooted("copied"),
        fileSystem: "btrfs",
        beforeUnpacking: (root) => [{ program: "chattr", args: ["+C", root] }],
        beforeGenerator: (root) => [{ program: "chattr", args: ["-C", `${root}${tmpdir}`, `${root}/boot`] }]
      },
      "other-file-system": {
        says: "the generator's temporary directory is a tmpfs",
        expected: notBooted("copied"),
        beforeGenerator: (root) => [{ program: "mount", args: ["-t", "tmpfs", "tmpfs", `${root}${tmpdir}`] }]
      },
      "snapshot-only": {
        says: "nothing is cloned, but a snapshot makes every block of the archive SHARED",
        expected: notBooted("copied"),
        fileSystem: "btrfs-snapshot",
        writer: unalignedWriter,
        archive: "snapshot"
      },
      flipped: { says: "one byte of one member is another", expected: notBooted("altered"), archive: "flipped byte" },
      "wrong-offset": {
        says: "a member shares its original's compressed extent, from another offset within it",
        expected: notBooted("altered"),
        fileSystem: "btrfs-zstd",
        archive: "wrong offset"
      },
      truncated: {
        says: "the archive's last third is missing",
        expected: noBoot("unpacking failed", "damaged"),
        writer: `#!/bin/sh
# Injected: the archive's last third is missing. dracut's call has the output last.
${cowpioPath} create "$@"
for output; do :; done
truncate --size $(($(stat --format %s "$output") * 2 / 3)) "$output"
`
      },
      "flipped-late": {
        says: "one byte of one member is another in the archive that is booted, after the proof",
        expected: noBoot("unpacked otherwise"),
        bootedArchive: "flipped byte"
      },
      "wrong-nonce": {
        says: "the real root prints a nonce that is not this run's",
        expected: noBoot("other nonce"),
        otherNonce: true
      },
      panic: {
        says: "the kernel panics in the initramfs",
        expected: noBoot("kernel panic"),
        prePivot: `#!/bin/sh
# Injected: the kernel panics (Documentation/admin-guide/sysrq.rst).
echo 1 > /proc/sys/kernel/sysrq
echo 1 > /proc/sys/kernel/panic_on_oops
echo c > /proc/sysrq-trigger
`
      },
      hang: {
        says: "the initramfs never ends and prints nothing",
        expected: noBoot("hung before the real root"),
        prePivot: `#!/bin/sh
# Injected: the initramfs never ends and prints nothing; nor does systemd, by SIGRTMIN+21 (systemd(1), Signals).
kill -55 1
while :; do sleep 1000; done
`,
        stalls: true
      }
    };
    faultNames = ["none", ...Object.keys(faults)];
    faultOf = (fault) => fault === "none" ? {} : faults[fault];
  }
});

// src/model/markers.ts
function guestTime(line) {
  const seconds = /\[ *(\d+\.\d+)\]/.exec(line)?.[1];
  return seconds === void 0 ? void 0 : Number(seconds) * 1e3;
}
var prefix, logged, leading, kernelLine, escapeSequence, plainLine, unpackingLine, unpackedLine, runInitLine, comparedMarker, comparedLine, otherwiseLine, availableLine, noInitLine, insideMarker, insideLine, realRootMarker, realRootLine, noncesOf;
var init_markers = __esm({
  "src/model/markers.ts"() {
    "use strict";
    prefix = "(?:<\\d+>)?(?:\\[ *(\\d+\\.\\d+)\\] ?)?(?:\\[ *[TC]\\d+\\] ?)?";
    logged = (message) => new RegExp(`${prefix}(?<!ommand line:.*)${message}`);
    leading = (message) => new RegExp(`(?:^(?:<\\d+>)?|\\[ *[\\dTC.]+\\] ?)(?:${message})`);
    kernelLine = new RegExp(`^(?:<\\d+>)?(?:\\[ *\\d+\\.\\d+\\]|${prefix}Linux version \\d)`);
    escapeSequence = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\](?:[^\u0007\u001b]*(?:\u0007|\u001b\\|(?=\u001b)))?|[ -/]*[0-Z\\^-~])/g;
    plainLine = (line) => line.replace(escapeSequence, "").replace(/\r/g, "");
    unpackingLine = logged("(?:Trying to unpack rootfs image as initramfs|Unpacking initramfs)\\.\\.\\.");
    unpackedLine = logged("Freeing initrd memory: (\\d+)K");
    runInitLine = logged("Run (/\\S+) as init process");
    comparedMarker = /cowpio: unpacked (\d+) right, (\d+) wrong, (\d+) more (\w+)$/;
    comparedLine = logged(comparedMarker.source);
    otherwiseLine = logged("cowpio: (unpacked otherwise: .*)$");
    availableLine = logged("cowpio: memory available *(\\d+) kB$");
    noInitLine = logged("cowpio: no /init that runs: (.*)$");
    insideMarker = "cowpio: inside the archive";
    insideLine = logged(`${insideMarker}$`);
    realRootMarker = /cowpio: real root (\w+)$/;
    realRootLine = logged(realRootMarker.source);
    noncesOf = (nonce) => ({
      archive: nonce.slice(0, nonce.length / 2),
      root: nonce.slice(nonce.length / 2)
    });
  }
});

// src/model/outcome.ts
var maxGeneratorErrors;
var init_outcome = __esm({
  "src/model/outcome.ts"() {
    "use strict";
    maxGeneratorErrors = 200;
  }
});

// src/cell/verify/sharing.ts
function judgeSharing(proof, demanded = writers.cowpio.demanded, source = "installed files") {
  const { shareable, shared, members } = proof;
  const hops = typeof source === "object" ? source : void 0;
  const read2 = hops?.staging ?? proof;
  const altered = (source === "unknown" ? [] : read2.members).filter(({ original }) => original === "differs").map(({ name }) => name);
  if (altered.length > 0) return { kind: "altered", altered };
  if (shareable < minShareable) {
    if (members.some(isCompressed)) return { kind: "compressed" };
    const identical = members.filter(({ original }) => original === "identical");
    return { kind: "unproven", compared: sizeOf(identical), total: sizeOf(members) };
  }
  const where = hops ? { lost: lossesOf(proof, hops) } : {};
  if (shared === 0) return { kind: "copied", shareable, ...where };
  const cloned = shared >= shareable * Math.min(demanded, clonedByGenerator);
  if (cloned && (source === "unknown" || read2.shared >= read2.shareable * demanded))
    return { kind: "shared", shared, shareable };
  const missed = members.filter((member) => member.shared < member.shareable).map(({ name }) => name);
  return { kind: "partly shared", shared, shareable, missed, ...where };
}
function lossesOf({ members, blockSize }, { staging, written, sameFileSystem }) {
  const missing = members.filter((member) => missingOf(member) > 0);
  const staged = byName(staging);
  const inTmpdir = written && byName(written);
  const losses = /* @__PURE__ */ new Map();
  for (const member of missing) {
    const loss = (() => {
      if (!sameFileSystem) return { hop: "installed to staging", reason: "other file system" };
      const read2 = staged.get(member.name);
      if (read2 !== void 0 && missingOf(read2) === 0) return { hop: "installed to staging", reason: "copied" };
      const wrote = inTmpdir?.get(member.name);
      if (wrote !== void 0 && wrote.shareable > 0 && missingOf(wrote) === 0)
        return { hop: "archive to output", reason: "copied" };
      const offset = member.dataOffset % blockSize;
      return offset > 0 ? { hop: "staging to archive", reason: "not aligned", offset, block: blockSize } : { hop: "staging to archive", reason: "copied" };
    })();
    const key = `${loss.hop} ${loss.reason}`;
    const previous = losses.get(key);
    losses.set(key, { ...previous ?? loss, bytes: (previous?.bytes ?? 0) + missingOf(member) });
  }
  return [...losses.values()].sort((a, b) => b.bytes - a.bytes);
}
function describeLoss({ hop, reason, offset, block }, { name, copier }) {
  if (reason === "other file system") return `${name}'s tmpdir is on another file system`;
  switch (hop) {
    case "installed to staging":
      return `lost between installed file and staging: copied, not cloned (${copier})`;
    case "staging to archive":
      return reason === "not aligned" ? `lost between staging and archive: data not aligned (at ${offset} of ${block})` : "lost between staging and archive: copied by the writer";
    case "archive to output":
      return "lost between archive and output: copied";
  }
}
function damageOf(error) {
  const { code, detail } = error ?? {};
  return code === "ERR_DAMAGED" && detail !== void 0 ? { damaged: detail } : void 0;
}
var minShareable, clonedByGenerator, isCompressed, sizeOf, missingOf, byName, unknownSharing, judgeDamage;
var init_sharing = __esm({
  "src/cell/verify/sharing.ts"() {
    "use strict";
    init_axes();
    minShareable = 1e6;
    clonedByGenerator = 0.95;
    isCompressed = ({ ranges }) => ranges[0]?.reason === "compressed";
    sizeOf = (members) => members.reduce((sum, { size }) => sum + size, 0);
    missingOf = ({ shareable, shared }) => shareable - shared;
    byName = ({ members }) => new Map(members.map((member) => [member.name, member]));
    unknownSharing = {
      size: 0,
      blockSize: 0,
      shareable: 0,
      shared: 0,
      fiemap: { total: 0, shared: 0, exclusive: 0, extents: 0 },
      members: []
    };
    judgeDamage = ({ damaged }) => ({ kind: "damaged", why: damaged });
  }
});

// src/cell/archive/write.ts
async function writeArchive(root, plan, recipe, report) {
  const generator = generatorOf(plan);
  const before = await freeSpace(root, plan);
  const lay = new Set(await namesInTmpdir(root));
  const started = performance.now();
  const log = readGeneratorLog(generator);
  const ended = await watch(generator.command(root, plan, recipe), {
    deadlines: { total: plan.deadlines.dracut, stall: Math.min(stallMs, plan.deadlines.dracut) },
    onOutput: (text) => {
      log.add(text);
      report.onOutput(text);
    },
    env: {
      PATH: "/usr/sbin:/usr/bin:/sbin:/bin",
      LC_ALL: "C.UTF-8",
      ...generator.environment,
      ...recipe === "reflink" ? { COWPIO_REPORT: report.writerReport } : {}
    },
    ...report.signal ? { signal: report.signal } : {}
  });
  const createMs = performance.now() - started;
  if (ended.kind !== "exited" || ended.status !== 0)
    throw new StageFailure(
      "archive",
      `${generator.name} (${recipe})`,
      `${describeEnd(ended)}: ${log.failure()}`,
      // Nobody but the kernel kills it, where memory is short.
      ended.kind === "killed" ? "INCONCLUSIVE" : "FAIL"
    );
  const path4 = await resolveInRoot(root, archivePath(recipe));
  const size = await sizeOfArchive(path4, generator, recipe);
  const mode = ((await (0, import_promises4.stat)(path4)).mode & 4095).toString(8);
  const added = (await namesInTmpdir(root)).filter((name) => !lay.has(name));
  const leftovers = leftBehind(added, generator, recipe);
  return { recipe, path: path4, digest: await digestFile(path4), size, mode, leftovers, createMs, log: log.log(), before };
}
async function measureArchive(root, plan, { before, ...archive }) {
  await removeTemporaries(root, generatorOf(plan));
  const after = await freeSpace(root, plan);
  return {
    ...archive,
    space: {
      free: before.free - after.free,
      ...before.metadata === void 0 || after.metadata === void 0 ? {} : { metadata: after.metadata - before.metadata }
    },
    fiemap: extentTotals(await extents2(archive.path))
  };
}
async function freeSpace(root, plan) {
  await exec2({ program: "sync", args: ["--file-system", root] });
  const { bfree, bsize } = await (0, import_promises4.statfs)(root);
  const free = bfree * bsize;
  if (profileOf(plan.fileSystem).kind !== "btrfs") return { free };
  return { free, metadata: usedMetadata(await exec2({ program: "btrfs", args: ["filesystem", "df", "--raw", root] })) };
}
async function readWriterReport(root, report) {
  const path4 = await resolveInRoot(root, report);
  return (0, import_node_fs5.existsSync)(path4) ? writerReportOf(await readHead(path4, maxReportSize)) : { calls: [], reasons: [] };
}
async function sizeOfArchive(path4, generator, recipe) {
  const wrong = (why) => new StageFailure("archive", `${generator.name} (${recipe})`, why, "FAIL");
  const found = await (0, import_promises4.lstat)(path4).catch((error) => {
    if (error.code === "ENOENT") throw wrong("it exited with status 0 but wrote no archive");
    throw error;
  });
  if (!found.isFile()) throw wrong("its output is not a regular file");
  if (found.size > maxArchiveSize)
    throw wrong(`its archive has ${found.size} bytes, more than ${maxArchiveSize}. Leave modules out of it`);
  return found.size;
}
function extentTotals(extents3) {
  const sum = (some) => some.reduce((bytes, { length }) => bytes + length, 0);
  const total = sum(extents3);
  const shared = sum(extents3.filter(({ flags }) => flags.includes("shared")));
  return { total, shared, exclusive: total - shared, extents: extents3.length };
}
function usedMetadata(df) {
  const line = /^Metadata, (\w+): total=\d+, used=(\d+)$/m.exec(df);
  if (line === null) throw new Error(`btrfs filesystem df has no line of metadata: ${df}`);
  return Number(line[2]) * (line[1] === "DUP" ? 2 : 1);
}
function writerReportOf(jsonLines) {
  const lines2 = jsonLines.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line));
  return {
    calls: lines2.flatMap(({ writer }) => writer ? [{ program: writer.program, version: writer.version }] : []),
    reasons: lines2.flatMap(({ name, reason }) => name === void 0 || reason === void 0 ? [] : [{ name, reason }]).sort((a, b) => a.name < b.name ? -1 : a.name > b.name ? 1 : 0)
  };
}
async function proveHops(root, plan, output) {
  const generator = generatorOf(plan);
  const [temporary, ...more] = await temporaries(root, generator);
  if (temporary === void 0 || more.length > 0) return void 0;
  const [tree, written] = [
    await resolveInRoot(root, `${temporary}/${generator.stagingTree}`),
    await resolveInRoot(root, `${temporary}/${generator.stagedArchive}`)
  ];
  if (!await isA(tree, "isDirectory")) return void 0;
  try {
    const staging = await proveSharing2(output, tree);
    const sameFileSystem = (await (0, import_promises4.stat)(tree)).dev === (await (0, import_promises4.stat)(root)).dev;
    const lost = sameFileSystem && staging.shared < staging.shareable && await isA(written, "isFile");
    return { staging, sameFileSystem, ...lost ? { written: await proveSharing2(written, tree) } : {} };
  } catch (error) {
    if (damageOf(error) === void 0) throw error;
    return void 0;
  }
}
async function removeTemporaries(root, generator) {
  const folder3 = await resolveInRoot(root, tmpdir);
  for (const path4 of await temporaries(root, generator))
    await (0, import_promises4.rm)(`${folder3}/${(0, import_node_path.basename)(path4)}`, { recursive: true, force: true });
}
function leftBehind(names2, { temporary }, recipe) {
  const stagingTree = recipe === "reflink" ? names2.find((name) => temporary.name.test(name)) : void 0;
  return names2.filter((name) => name !== stagingTree).map((name) => temporary.name.test(name) ? temporary.placeholder : name).sort();
}
function readGeneratorLog(generator) {
  const { errorLines, noise, temporary } = generator;
  const isNoise = (line) => noise.test(line) || /^\s*$/.test(line) || /\bwarning:/i.test(line);
  const errors = [];
  let last = [];
  let ignoredWriter;
  const add = eachLine(maxLine, (raw) => {
    const line = raw.trim().replace(temporary.inLog, "$1XXXXXX");
    if (generator.ignoredWriter.test(line)) ignoredWriter = line;
    if (errors.length < maxGeneratorErrors && errorLines.some((pattern) => pattern.test(line))) errors.push(line);
    if (!isNoise(line)) last = [...last.slice(-2), line];
  });
  return {
    add,
    log: () => ({ errors: [...errors], ...ignoredWriter === void 0 ? {} : { ignoredWriter } }),
    failure: () => {
      add("\n");
      return [...new Set(errors.length > 0 ? errors.slice(0, 3) : last)].join("; ") || "it printed no error";
    }
  };
}
var import_node_fs5, import_promises4, import_node_path, stallMs, maxReportSize, maxArchiveSize, namesInTmpdir, temporaries, isA, maxLine;
var init_write = __esm({
  "src/cell/archive/write.ts"() {
    "use strict";
    import_node_fs5 = require("node:fs");
    import_promises4 = require("node:fs/promises");
    import_node_path = require("node:path");
    init_digest();
    init_files();
    init_native2();
    init_process();
    init_errors();
    init_file_systems();
    init_generators();
    init_outcome();
    init_sharing();
    stallMs = 18e4;
    maxReportSize = 16 << 20;
    maxArchiveSize = 2 ** 30;
    namesInTmpdir = async (root) => (await (0, import_promises4.readdir)(await resolveInRoot(root, tmpdir))).sort();
    temporaries = async (root, { temporary }) => (await namesInTmpdir(root)).filter((name) => temporary.name.test(name)).map((name) => `${tmpdir}/${name}`);
    isA = (path4, kind) => (0, import_promises4.lstat)(path4).then(
      (found) => found[kind](),
      () => false
    );
    maxLine = 500;
  }
});

// src/cell/archive/inject-fault.ts
async function changeArchive(change, archive, root, proven = archive) {
  switch (change) {
    case "snapshot":
      return snapshot(archive, root);
    case "flipped byte":
      return flip(archive, largest(await proveSharing2(proven, root)));
    case "wrong offset":
      return shareWrongOffset(archive, root);
  }
}
async function snapshot(archive, root) {
  await exec2({ program: "btrfs", args: ["subvolume", "snapshot", "-r", root, `${root}/.snapshot-of-archive`] });
  await exec2({ program: "sync", args: ["--file-system", root] });
  const { shared, total } = extentTotals(await extents2(archive));
  if (shared < total * 0.9) throw new Error(`the snapshot made ${shared} of ${total} bytes SHARED, not all`);
}
async function flip(archive, { size, dataOffset }) {
  var _stack = [];
  try {
    const file = __using(_stack, await (0, import_promises5.open)(archive, "r+"), true);
    const byte = Buffer.alloc(1);
    const at = dataOffset + Math.floor(size / 2);
    await file.read(byte, 0, 1, at);
    byte[0] = byte[0] ^ 1;
    await file.write(byte, 0, 1, at);
    await file.sync();
  } catch (_) {
    var _error = _, _hasError = true;
  } finally {
    var _promise = __callDispose(_stack, _error, _hasError);
    _promise && await _promise;
  }
}
async function shareWrongOffset(archive, root) {
  const { members, blockSize } = await proveSharing2(archive, root);
  for (const { name, dataOffset, shared, size } of members) {
    if (shared < 2 * blockSize || size > 1 << 20 || /\s/.test(name)) continue;
    const original = `${root}/${name}`;
    const [first] = await extents2(original);
    if (first === void 0 || !first.flags.includes("encoded") || first.length < 2 * blockSize) continue;
    const clone2 = `reflink ${original} ${blockSize} ${dataOffset} ${blockSize}`;
    await exec2({ program: "xfs_io", args: ["-c", clone2, archive] });
    await exec2({ program: "sync", args: ["--file-system", root] });
    const seen = (await proveSharing2(archive, root)).members.find((member) => member.dataOffset === dataOffset);
    if (seen?.original === "differs") return;
  }
  throw new Error("no member whose original is a compressed extent of two unlike blocks");
}
var import_promises5, largest;
var init_inject_fault = __esm({
  "src/cell/archive/inject-fault.ts"() {
    "use strict";
    import_promises5 = require("node:fs/promises");
    init_native2();
    init_process();
    init_write();
    largest = ({ members }) => {
      const [first, ...others] = members.filter(({ original }) => original === "identical");
      if (first === void 0) throw new Error("the archive has no member with an identical original");
      return others.reduce((max, member) => member.size > max.size ? member : max, first);
    };
  }
});

// src/cell/archive/unpacked.ts
function archiveSegments(file) {
  const segments = [];
  for (let start = 0; ; ) {
    while (file[start] === 0) start++;
    const compressor = compressors.find(({ magic }) => magic.every((byte, index) => file[start + index] === byte));
    if (compressor)
      return [...segments, { offset: start, length: file.length - start, decompress: compressor.command }];
    let at = start;
    for (let last = false; !last; ) {
      if (!isHeader(file, at)) return segments;
      const [size, nameSize] = [fieldAt(file, at, 6), fieldAt(file, at, 11)];
      last = file.toString("latin1", at + 110, at + 110 + trailer.length + 1) === `${trailer}\0`;
      at = aligned(aligned(at + 110 + nameSize) + size);
      if (!(at > 0) || at > aligned(file.length)) return segments;
    }
    segments.push({ offset: start, length: at - start });
    start = at;
  }
}
function unpackedEntries(streams) {
  const root = { kind: "d", mode: 0, uid: 0, gid: 0, data: empty, device: "", children: /* @__PURE__ */ new Map() };
  let rootListed = false;
  const make = (name, header, body, linked) => {
    const location = placeOf(root, name);
    const kind = kinds.get(typeOf(header.mode));
    if (location === void 0 || kind === void 0) return;
    if (location.name === "") {
      if (kind === "d") Object.assign(root, ownership(header));
      rootListed ||= kind === "d";
      return;
    }
    const { children } = location.parent;
    const previous = children.get(location.name);
    const clean = (type) => {
      if (previous === void 0 || previous.kind === type) return true;
      if (previous.kind === "d" && previous.children.size > 0) return false;
      return children.delete(location.name);
    };
    const node = { ...ownership(header), kind, data: empty, device: header.device, children: /* @__PURE__ */ new Map() };
    const put = () => {
      children.set(location.name, node);
      return node;
    };
    if (kind === "d") {
      if (!clean(kind)) return;
      Object.assign(children.get(location.name) ?? put(), ownership(header));
      return;
    }
    if (kind === "l") {
      if (clean()) put().data = cString(body);
      return;
    }
    const key = `${kind} ${header.inode}`;
    const other = header.links >= 2 ? linked.get(key) : void 0;
    if (other !== void 0) {
      if (!clean()) return;
      children.set(location.name, other);
      if (kind === "f") Object.assign(other, ownership(header), body.length > 0 ? { data: body } : {});
      return;
    }
    if (!clean(kind)) return;
    const made = children.get(location.name) ?? put();
    if (kind === "f") Object.assign(made, ownership(header), { data: body });
    if (header.links >= 2) linked.set(key, made);
  };
  for (const stream of streams) readStream(stream, make);
  return listed(root, rootListed);
}
function readStream(stream, make) {
  let linked = /* @__PURE__ */ new Map();
  for (let at = 0; at < stream.length; ) {
    if (stream[at] === 0) {
      at++;
      continue;
    }
    if (!isHeader(stream, at)) return;
    const [inode, mode, uid, gid, links, , size, major, minor, deviceMajor, deviceMinor, nameSize] = Array.from(
      { length: 12 },
      (_, index) => fieldAt(stream, at, index)
    );
    const body = aligned(at + 110 + nameSize);
    const next = aligned(body + size);
    if (!(next > at) || body + size > stream.length) return;
    const name = cString(stream.subarray(at + 110, at + 110 + nameSize)).toString("latin1");
    const isLink2 = kinds.get(typeOf(mode)) === "l";
    at = next;
    if (name === trailer) {
      linked = /* @__PURE__ */ new Map();
      continue;
    }
    if (nameSize === 0 || nameSize > pathMax || isLink2 && size > pathMax) continue;
    make(
      name,
      { mode, uid, gid, links, device: `${deviceMajor}:${deviceMinor}`, inode: `${major}:${minor}:${inode}` },
      stream.subarray(body, body + size),
      linked
    );
  }
}
function placeOf(root, path4) {
  const above = [];
  let here = root;
  const open6 = path4.split("/").filter((part) => part !== "" && part !== ".");
  for (let links = 0; open6.length > 0; ) {
    const name = open6.shift();
    if (name === "..") {
      here = above.pop() ?? root;
      continue;
    }
    if (open6.length === 0) return { parent: here, name };
    const next = here.children.get(name);
    if (next?.kind === "l") {
      if (++links > maxLinks2) return void 0;
      const target = next.data.toString("latin1");
      if (target.startsWith("/")) {
        above.length = 0;
        here = root;
      }
      open6.unshift(...target.split("/").filter((part) => part !== "" && part !== "."));
      continue;
    }
    if (next?.kind !== "d") return void 0;
    above.push(here);
    here = next;
  }
  return { parent: here, name: "" };
}
function listed(root, rootListed) {
  const entries = [];
  const firsts = /* @__PURE__ */ new Map();
  const visit = (path4, node) => {
    const first = node.kind === "d" ? void 0 : firsts.get(node);
    firsts.set(node, first ?? path4);
    if (node !== root || rootListed) entries.push(entryOf(path4, node, first));
    for (const [name, child2] of node.children) visit(`${path4}/${name}`, child2);
  };
  visit(".", root);
  return entries;
}
function entryOf(path4, { kind, mode, uid, gid, data, device }, first) {
  return {
    path: path4,
    kind,
    mode: kind === "l" ? 511 : mode,
    uid,
    gid,
    ...kind === "f" ? { size: data.length, hash: hashOf(data) } : {},
    ...kind === "l" ? { target: data.toString("latin1"), hash: hashOf(data) } : {},
    ...kind === "c" || kind === "b" ? { device } : {},
    ...first === void 0 ? {} : { first }
  };
}
function hashOf(data) {
  const filled = new Uint8Array(Math.ceil(data.length / 8) * 8);
  filled.set(data);
  const words = new Uint32Array(filled.buffer);
  let [high, low] = [3421674724, 2216829733];
  for (let at = 0; at < words.length; at += 2) {
    low = (low ^ words[at]) >>> 0;
    high ^= words[at + 1];
    const product = low * 435;
    high = Math.imul(high, 435) + (low << 8) + Math.floor(product / 2 ** 32) | 0;
    low = product >>> 0;
  }
  return (BigInt(high >>> 0) << 32n | BigInt(low)).toString(16);
}
function describe({ kind, mode, uid, gid, size, hash, device }) {
  const data = kind === "f" ? ` ${size} ${hash}` : kind === "l" ? ` ${hash}` : device === void 0 ? "" : ` ${device}`;
  return `${kind} ${mode.toString(8)} ${uid} ${gid}${data}`;
}
var trailer, compressors, aligned, isHeader, fieldAt, kinds, typeOf, pathMax, maxLinks2, empty, ownership, cString, verifierList, readable, utf8;
var init_unpacked = __esm({
  "src/cell/archive/unpacked.ts"() {
    "use strict";
    trailer = "TRAILER!!!";
    compressors = [
      { magic: [40, 181, 47, 253], command: "zstd --decompress --stdout --quiet" },
      { magic: [31, 139], command: "gzip --decompress --stdout --quiet" },
      { magic: [253, 55, 122, 88], command: "xz --decompress --stdout --quiet" },
      { magic: [66, 90, 104], command: "bzip2 --decompress --stdout --quiet" },
      { magic: [93, 0, 0], command: "xz --format=lzma --decompress --stdout --quiet" },
      { magic: [2, 33, 76, 24], command: "lz4 --decompress --stdout --quiet" }
    ];
    aligned = (offset) => Math.ceil(offset / 4) * 4;
    isHeader = (file, at) => /^07070[12]$/.test(file.toString("latin1", at, at + 6));
    fieldAt = (file, at, index) => Number.parseInt(file.toString("latin1", at + 6 + 8 * index, at + 14 + 8 * index), 16);
    kinds = /* @__PURE__ */ new Map([
      [32768, "f"],
      [16384, "d"],
      [40960, "l"],
      [8192, "c"],
      [24576, "b"],
      [4096, "p"],
      [49152, "s"]
    ]);
    typeOf = (mode) => mode & 61440;
    pathMax = 4096;
    maxLinks2 = 40;
    empty = Buffer.alloc(0);
    ownership = ({ mode, uid, gid }) => ({ mode: mode & 4095, uid, gid });
    cString = (bytes) => {
      const end = bytes.indexOf(0);
      return end < 0 ? bytes : bytes.subarray(0, end);
    };
    verifierList = (entries) => Buffer.from(entries.map((entry) => `${describe(entry)}\0${entry.path}\0${entry.first ?? ""}\0`).join(""), "latin1");
    readable = ({ mode, ...entry }) => ({
      ...Object.fromEntries(
        Object.entries(entry).map(([key, value]) => [key, typeof value === "string" ? utf8(value) : value])
      ),
      mode: mode.toString(8)
    });
    utf8 = (bytes) => Buffer.from(bytes, "latin1").toString("utf8");
  }
});

// src/cell/boot/causes.ts
function causeOf(lines2) {
  for (const kind of causeKinds) {
    const index = lines2.findIndex(({ text }) => causes[kind].some(({ pattern }) => pattern.test(text)));
    if (index >= 0) return { kind, text: lines2[index]?.text ?? "", index };
  }
  return void 0;
}
function lastStep(lines2, cause) {
  const before = cause === void 0 ? lines2 : lines2.slice(0, cause.index + 1);
  for (const { text } of before.toReversed()) {
    const unit = step.exec(text)?.[1];
    if (unit !== void 0 && !ending.test(unit)) return (unit.split("\u2026")[0] ?? unit).trim();
  }
  return void 0;
}
function firstSplat(lines2) {
  for (const [index, { text }] of lines2.entries()) {
    const found = kernelWarnings.find(({ pattern }) => pattern.test(text));
    if (found === void 0 || allowed.some(({ pattern }) => pattern.test(text))) continue;
    return { kind: found.kind, text, index, emulator: found.emulator === true };
  }
  return void 0;
}
var causes, causeKinds, waiting, waitsForever, step, ending, longest, steady, kernelWarnings, allowed;
var init_causes = __esm({
  "src/cell/boot/causes.ts"() {
    "use strict";
    init_markers();
    causes = {
      "missing library": [
        { pattern: /error while loading shared libraries: /, source: "glibc, elf/rtld.c" },
        { pattern: /: symbol lookup error: |: version `\S+' not found \(required by /, source: "glibc, elf/dl-lookup.c" },
        { pattern: /Error (loading shared library|relocating) \S+: /, source: "musl, ldso/dynlink.c" }
      ],
      "missing interpreter": [
        { pattern: /: bad interpreter: |: cannot execute: required file not found/, source: "bash, execute_cmd.c" },
        {
          pattern: /Failed (to execute|at step EXEC spawning) .*: No such file or directory/,
          source: "systemd, exec-invoke.c"
        },
        {
          pattern: /(Failed to execute|Requested init) \/\S+ (\(error -2\)|failed \(error -2\))/,
          source: "linux, init/main.c"
        }
      ],
      "exec format error": [
        { pattern: /: [Ee]xec format error$/, source: "glibc, ENOEXEC" },
        {
          pattern: /(Failed to execute|Requested init) \/\S+ (\(error -8\)|failed \(error -8\))/,
          source: "linux, init/main.c"
        }
      ],
      "out of memory": [
        {
          pattern: /Out of memory: Killed process|invoked oom-killer|System is deadlocked on memory/,
          source: "linux, mm/oom_kill.c"
        }
      ],
      "no such unit": [
        { pattern: /\bUnit \S+ not found\b/, source: "systemd, src/core/unit.c, src/core/load-dropin.c" },
        {
          pattern: /: Failed to load configuration: |Failed to load unit \S+|Failed to (load|isolate|start) default target/,
          source: "systemd, src/core/main.c"
        }
      ],
      "dracut's FATAL": [{ pattern: /\bdracut: FATAL: /, source: "dracut, modules.d/99base/dracut-lib.sh: die" }],
      "failed to mount": [
        { pattern: /\bFailed to mount /, source: "systemd, src/core/mount.c" },
        { pattern: /\bmount: \/sysroot\S*: |\bCan't mount root filesystem\b/, source: "util-linux, dracut's mount hooks" }
      ],
      "root not found": [
        { pattern: /\bTimed out waiting for device /, source: "systemd, src/core/device.c" },
        {
          pattern: /\bWarning: .*(\/dev\/\S+ does not exist|Not all disks have been found)/,
          source: "dracut, modules.d/99base/dracut-lib.sh"
        }
      ],
      "failed unit": [
        {
          pattern: /^\[FAILED\] |\bsystemd\[1\]: (Failed to start |\S+: Failed with result )/,
          source: "systemd, src/core/job.c"
        }
      ],
      "dependency failed": [{ pattern: /\bDependency failed for /, source: "systemd, src/core/job.c" }],
      freezing: [
        {
          pattern: /\bFreezing execution\b|\b[Ff]reezing\.$/,
          source: "systemd, src/core/crash-handler.c, main.c",
          waits: true
        }
      ],
      prompt: [
        { pattern: /\bBreak before \S+$/, source: "dracut, modules.d/99base/init.sh: rd.break", waits: true },
        {
          pattern: /\b(Press Enter|Give root password) (for maintenance|to continue)/,
          source: "util-linux, login-utils/sulogin.c",
          waits: true
        },
        {
          pattern: /\b[Pp]lease enter (the )?(passphrase|password|PIN|recovery key|LUKS)\b/,
          source: "cryptsetup",
          waits: true
        },
        { pattern: /^(sh-\d[\d.]*[#$]|\S+:\/\S*#) ?$/, source: "bash; PS1 of dracut-lib.sh", waits: true }
      ],
      "emergency shell": [
        {
          pattern: /\bDropping to debug shell\.|\b[Ee]ntering emergency mode\b|\bYou are in emergency mode\b/,
          source: "dracut-lib.sh, systemd's emergency.service",
          waits: true
        },
        {
          pattern: /\bCould not boot\.|\bBoot has failed\b|\bStarting \S*emergency\S*\.service\b/,
          source: "dracut, dracut-emergency.sh"
        }
      ],
      "kernel panic": [{ pattern: /Kernel panic - not syncing: /, source: "linux, kernel/panic.c" }]
    };
    causeKinds = Object.keys(causes);
    waiting = causeKinds.flatMap((kind) => causes[kind]).filter(({ waits }) => waits);
    waitsForever = (line) => waiting.some(({ pattern }) => pattern.test(line));
    step = /(?:systemd\[1\]: |^\[ *(?:OK|FAILED|DEPEND|TIME) *\] |^ {4,})(?:Starting|Started|Finished|Mounting|Mounted|Reached target|Failed to start|Failed to mount) (.*?)(?: - .*|\.\.\.|\.)?$/;
    ending = /\b(poweroff|reboot|halt|shutdown|umount|final|emergency|rescue)\b/i;
    longest = 200;
    steady = (line) => line.replace(/^(?:<\d+>)?(?:\[ *\d+\.\d+\] ?)?(?:\[ *[TC]\d+\] ?)?/, "").replace(/\[ *\d+\.\d{6}\].*$/, "").replace(/\b([\w.@()-]+)\[\d+\]:/g, "$1:").replace(/[0-9a-f]{8}((-|\\x2d)[0-9a-f]{4}){3}(-|\\x2d)[0-9a-f]{12}/g, "(its UUID)").replace(/\S*\u2026\S*/g, "\u2026").trim().slice(0, longest);
    kernelWarnings = [
      { kind: "soft lockup", pattern: /watchdog: BUG: soft lockup/, emulator: true },
      { kind: "RCU stall", pattern: /rcu: INFO: rcu_\w+ (self-)?detected .*stall/, emulator: true },
      { kind: "hung task", pattern: /INFO: task .* blocked for more than \d+ seconds/, emulator: true },
      { kind: "KASAN", pattern: /BUG: (KASAN|KFENCE|KMSAN|KCSAN|UBSAN): / },
      { kind: "BUG", pattern: leading("(?:kernel )?BUG(?:: | at )") },
      { kind: "Oops", pattern: leading("Oops: |Oops - |general protection fault|Unable to handle kernel ") },
      { kind: "WARNING", pattern: /\[ *[\dTC.]+\] ?WARNING: / },
      // Without a prefix it may be a program's: kernel/panic.c and kernel/locking/lockdep.c name a processor, a place or a rule.
      {
        kind: "WARNING",
        pattern: /^(<\d+>)?WARNING: (CPU: \d|\S+:\d+ at |possible |suspicious |inconsistent |bad |held lock )/
      }
    ];
    allowed = [
      {
        pattern: /WARNING: .*Spectre v2/i,
        reason: "speaks of the processor's weaknesses, which an emulated one has, too (arch/x86/kernel/cpu/bugs.c)"
      }
    ];
  }
});

// src/cell/boot/console.ts
function judgeBoot({ console: raw, port, ending: ending2 }, { nonce, verifier: verifier2 }) {
  const console2 = raw.map(({ at, text }) => ({ at, text: plainLine(text) }));
  const nonces = noncesOf(nonce);
  const last = console2.findLast(({ text }) => text.trim() !== "")?.text ?? "";
  const find2 = (pattern, after = -1) => console2.findIndex(({ text }, index) => index > after && pattern.test(text));
  const textAt = (index) => console2[index]?.text ?? "";
  const onPort = (marker, printed) => port.some((line) => marker.exec(line)?.at(-1) === printed);
  const unpack = find2(/Initramfs unpacking failed/);
  const rootless = find2(noRoot);
  const panic = find2(/Kernel panic - not syncing/);
  const splat = firstSplat(console2);
  const init = find2(runInitLine);
  const compared = verifier2 ? find2(comparedLine, init) : init;
  const [, , right, wrong, more, archiveNonce] = comparedLine.exec(textAt(compared)) ?? [];
  const otherwise = find2(otherwiseLine, init);
  const missing = find2(noInitLine, compared);
  const inside = find2(insideLine, compared);
  const root = find2(realRootLine, compared);
  const rootNonce = realRootLine.exec(textAt(root))?.[2];
  const early = console2.some(({ text }) => realRootLine.exec(text)?.[2] === nonces.root);
  const reached = early || onPort(realRootMarker, nonces.root);
  const no = (fault, line, why = bootFaults[fault]) => ({
    kind: "did not boot",
    fault,
    why,
    line
  });
  const stopped = (fault, why = bootFaults[fault], line) => {
    const cause = causeOf(console2.slice(init));
    const unit = lastStep(console2.slice(init), cause);
    const words = [
      ...cause ? [`${cause.kind}: "${steady(cause.text)}"`] : [],
      ...unit ? [`the last unit was ${steady(unit)}`] : [],
      why
    ];
    return { ...no(fault, line ?? cause?.text ?? last, words.join("; ")), ...cause ? { cause: cause.kind } : {} };
  };
  const unknown = (why, line = last) => ({ kind: "could not tell", why, line });
  if (unpack >= 0) return no("unpacking failed", textAt(unpack));
  if (init < 0) {
    if (reached)
      return unknown("the real root was reached, but the console lacks the line of the kernel that runs /init");
    if (rootless >= 0) return no(verifier2 ? "unpacking failed" : "no init", textAt(rootless));
    const cause = causeOf(console2);
    if (cause?.kind === "out of memory")
      return unknown("the guest was out of memory before the kernel ran /init. Set guest-memory to more", cause.text);
    if (panic >= 0) return unknown("the kernel panicked before it ran /init", textAt(panic));
    return unknown(`the guest ${endings[ending2]} before the kernel ran /init`);
  }
  if (splat?.emulator) return unknown(`the guest's processor was taken away: ${splat.kind}`, splat.text);
  if (splat !== void 0 && splat.index < init)
    return unknown(`the kernel printed a warning before it ran /init: ${splat.kind}`, splat.text);
  if (compared < 0)
    return unknown(
      reached ? "the real root was reached, but the console lacks the result of the guest's verifier" : `the guest ${endings[ending2]} before its verifier had compared what was unpacked`
    );
  if (verifier2) {
    if (archiveNonce !== nonces.archive) return unknown("the guest's verifier printed another nonce", textAt(compared));
    if (Number(right) === 0 || Number(wrong) > 0 || Number(more) > 0)
      return no("unpacked otherwise", textAt(otherwise >= 0 ? otherwise : compared));
    if (missing >= 0) return no("no init", textAt(missing));
  }
  if (panic >= 0) return stopped("kernel panic", bootFaults["kernel panic"], textAt(panic));
  if (root < 0) {
    if (early) return no("out of order", last);
    if (reached) return unknown("only the second port has the marker of the real root");
    if (ending2 === "killed") return unknown("QEMU was killed before the real root ran");
    const fault = inside >= 0 ? "no hand-over" : ending2 === "exited" ? "ended before the real root" : "hung before the real root";
    return stopped(fault, `the guest ${endings[ending2]} ${bootFaults[fault]}`);
  }
  if (rootNonce !== nonces.root) return no("other nonce", textAt(root));
  if (inside < 0 || inside > root) return stopped("no pre-pivot");
  if (splat !== void 0) return no("kernel warning", splat.text, `${bootFaults["kernel warning"]}: ${splat.kind}`);
  if (verifier2 && !onPort(comparedMarker, nonces.archive))
    return unknown("the second port lacks the result of the guest's verifier");
  if (!onPort(realRootMarker, nonces.root)) return unknown("the second port lacks the marker of the real root");
  return { kind: "booted", times: timesOf(console2, { init, compared, root, verifier: verifier2 }), ...memoryOf(console2) };
}
function timesOf(console2, { init, compared, root, verifier: verifier2 }) {
  const at = (index2) => {
    const { text = "", at: wall = 0 } = console2[index2] ?? {};
    const guest = guestTime(text);
    return { ...guest === void 0 ? {} : { guest }, wall };
  };
  const index = (pattern) => console2.findIndex(({ text }) => pattern.test(text));
  const [from, to] = [index(unpackingLine), index(unpackedLine)];
  const [started, ended] = [at(from).guest, at(to).guest];
  return {
    ...from >= 0 && to > from && started !== void 0 && ended !== void 0 ? { unpacking: ended - started } : {},
    kernelToInit: at(init),
    ...verifier2 ? { verified: at(compared) } : {},
    realRoot: at(root)
  };
}
function memoryOf(console2) {
  for (const { text } of console2) {
    const found = availableLine.exec(text);
    if (found) return { memoryAvailable: Number(found[2]) * 1024 };
  }
  return {};
}
var endings, noRoot;
var init_console = __esm({
  "src/cell/boot/console.ts"() {
    "use strict";
    init_faults();
    init_markers();
    init_causes();
    endings = {
      exited: "ended",
      killed: "was killed",
      "too long": "took too long",
      silent: "fell silent",
      stopped: "waited for input"
    };
    noRoot = /VFS: (Unable to mount root fs|Cannot open root device)/;
  }
});

// src/model/architectures.ts
var architectures, architecture;
var init_architectures = __esm({
  "src/model/architectures.ts"() {
    "use strict";
    architectures = {
      x64: {
        name: "x86-64",
        debian: "amd64",
        engine: ["x86_64", "amd64"],
        qemu: "qemu-system-x86_64",
        machine: [],
        smallestProcessor: "qemu64",
        console: "ttyS0",
        tinyGuest: {
          options: [
            ...["-drive", "file=/opt/cowpio/cowpio-tiny,format=raw,if=ide,snapshot=on"],
            ...["-device", "isa-debug-exit,iobase=0xf4,iosize=4"]
          ],
          status: 99
        }
      }
    };
    architecture = process.arch in architectures ? architectures[process.arch] : architectures.x64;
  }
});

// src/cell/boot/qemu.ts
var kernelCommandLine, rootTimeoutOf, MiB, minMemory, guestMemoryFor, hardware, qemu, qemuVersion;
var init_qemu = __esm({
  "src/cell/boot/qemu.ts"() {
    "use strict";
    init_architectures();
    kernelCommandLine = ({ rootTimeout, ...machine }) => {
      const { rootUuid, rootOptions, kernelOptions, firstProgram, clones = false } = machine;
      const seconds = Math.ceil(rootTimeout / 1e3);
      return [
        `console=${architecture.console}`,
        "loglevel=7",
        "printk.devkmsg=on",
        "panic=-1",
        `root=UUID=${rootUuid}`,
        ...rootOptions.length > 0 ? [`rootflags=${rootOptions.join(",")}`] : [],
        "ro",
        ...firstProgram === void 0 ? [] : [`rdinit=${firstProgram}`],
        "init=/.cowpio/init",
        ...kernelOptions,
        `systemd.default_timeout_start_sec=${seconds}`,
        `systemd.default_device_timeout_sec=${seconds}`,
        ...clones ? ["cowpio.clone"] : []
      ].join(" ");
    };
    rootTimeoutOf = (bootDeadline) => Math.max(15e3, bootDeadline / 2);
    MiB = 2 ** 20;
    minMemory = 1024 * MiB;
    guestMemoryFor = (size) => Math.max(minMemory, Math.ceil(2.5 * size / (128 * MiB)) * 128 * MiB);
    hardware = ({ accelerator, anyProcessor, processors = 2, memory = minMemory }) => [
      "-nodefaults",
      "-no-user-config",
      "-no-reboot",
      ...architecture.machine,
      ...["-display", "none"],
      ...["-serial", "stdio"],
      ...["-accel", accelerator],
      ...["-cpu", anyProcessor && accelerator === "tcg" ? architecture.smallestProcessor : "max"],
      ...["-smp", `${processors}`],
      ...["-m", `${memory / MiB}M`]
    ];
    qemu = (machine) => ({
      program: architecture.qemu,
      args: [
        ...hardware(machine),
        ...["-serial", `file:${machine.port}`],
        ...["-drive", `file=${machine.disk},format=raw,if=virtio,snapshot=on`],
        ...machine.cd === void 0 ? ["-kernel", machine.kernel, "-initrd", machine.archive, "-append", kernelCommandLine(machine)] : ["-drive", `file=${machine.cd},format=raw,if=ide,media=cdrom,readonly=on`, "-boot", "d"]
      ]
    });
    qemuVersion = { program: architecture.qemu, args: ["--version"] };
  }
});

// src/cell/boot/grub.ts
function grubConfig(machine, { kernel, archive }) {
  const overlay = machine.overlay === void 0 ? "" : ` ($cd)${overlayOnCd}`;
  return `serial --unit=0 --speed=115200
terminfo serial dumb
terminal_input serial
terminal_output serial
echo '${greeting}'
set cd=$root
set step='the file system'
if search --no-floppy --fs-uuid --set=root ${machine.rootUuid}; then
  set step='the kernel'
  if linux '${kernel}' ${kernelCommandLine(machine)}; then
    set step='the archive'
    if initrd '${archive}'${overlay}; then
      echo '${handover}'
      boot
    fi
  fi
fi
echo "${givesUp}$step"
reboot
`;
}
function judgeLoading(lines2, ending2) {
  const texts = lines2.map(({ text }) => plainLine(text).trim());
  const kernel = texts.findIndex((text) => kernelLine.test(text));
  const handed = texts.indexOf(handover);
  const last = texts.findLast((text) => text !== "") ?? "";
  if (handed >= 0 && kernel > handed) return void 0;
  if (handed < 0) {
    const step2 = texts.find((text) => text.startsWith(givesUp))?.slice(givesUp.length);
    const error = texts.find((text) => errorLine.test(text));
    if (step2 !== void 0 || error !== void 0)
      return {
        kind: "did not boot",
        fault: "not loaded",
        why: `GRUB could not read ${step2 ?? "what it was to load"}: ${plain(error) ?? "it did not say why"}`,
        line: error ?? last
      };
  }
  const where = handed >= 0 ? "GRUB had handed over" : texts.includes(greeting) ? "GRUB had started" : "nothing was said by GRUB";
  return { kind: "could not tell", why: `the guest ${endings[ending2]} before its kernel spoke: ${where}`, line: last };
}
async function withCd(machine, onDisk, folder3) {
  const tree = `${folder3}/cd`;
  const cd = `${machine.archive}.iso`;
  await (0, import_promises6.mkdir)(`${tree}/boot/grub`, { recursive: true });
  await (0, import_promises6.writeFile)(`${tree}/boot/grub/grub.cfg`, grubConfig(machine, onDisk));
  if (machine.overlay !== void 0) await (0, import_promises6.copyFile)(machine.overlay, `${tree}${overlayOnCd}`);
  await exec2(makeCd(tree, cd));
  await (0, import_promises6.rm)(tree, { recursive: true });
  return { ...machine, cd };
}
var import_promises6, overlayOnCd, greeting, handover, givesUp, makeCd, grubVersion, errorLine, plain;
var init_grub = __esm({
  "src/cell/boot/grub.ts"() {
    "use strict";
    import_promises6 = require("node:fs/promises");
    init_process();
    init_markers();
    init_console();
    init_qemu();
    overlayOnCd = "/overlay.img";
    greeting = "cowpio: GRUB starts";
    handover = "cowpio: GRUB hands over";
    givesUp = "cowpio: GRUB could not read ";
    makeCd = (tree, cd) => ({
      program: "grub-mkrescue",
      args: ["--output", cd, "--locales=", "--themes=", "--fonts=", tree]
    });
    grubVersion = { program: "grub-mkrescue", args: ["--version"] };
    errorLine = /^error: (?:[\w./-]+:\d+:)?\s*(.*?)\.?$/;
    plain = (error) => error && errorLine.exec(error)?.[1]?.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "(its UUID)");
  }
});

// src/cell/boot/boot.ts
async function boot(machine, { nonce, deadlines: deadlines2 }, report) {
  const started = performance.now();
  const console2 = [];
  let size = 0;
  let open6 = "";
  const waiting2 = new AbortController();
  let timeout;
  const addLine = eachLine(longestLine, (text) => {
    size += text.length + 1;
    if (size <= maxConsoleSize) console2.push({ at: performance.now() - started, text: text.replace(/\r$/, "") });
  });
  const ended = await watch(confinedMachine((0, import_node_path2.dirname)(machine.port), qemu(machine)), {
    deadlines: { total: deadlines2.boot + (machine.clones ? deadlines2.clone : 0), stall: deadlines2.stall, idle: true },
    stop: waiting2.signal,
    onOutput: (text) => {
      report.onConsole(text);
      addLine(text);
      const lines2 = (open6 + text).split("\n");
      open6 = (lines2.at(-1) ?? "").slice(-longestLine);
      if (timeout === void 0 && lines2.some((line) => waitsForever(plainLine(line))))
        timeout = setTimeout(() => waiting2.abort(), lastWordsMs);
    },
    ...report.signal ? { signal: report.signal } : {}
  });
  clearTimeout(timeout);
  addLine("\n");
  const unloaded = machine.cd === void 0 ? void 0 : judgeLoading(console2, ended.kind);
  if (unloaded !== void 0) return unloaded;
  const port = (await readPort(machine.port)).split(/\r?\n/);
  report.onConsole(`
--- second serial port ---
${port.join("\n")}`);
  return judgeBoot({ console: console2, port, ending: ended.kind }, { nonce, verifier: machine.firstProgram !== void 0 });
}
var import_node_path2, maxPortSize, readPort, longestLine, maxConsoleSize, lastWordsMs;
var init_boot = __esm({
  "src/cell/boot/boot.ts"() {
    "use strict";
    import_node_path2 = require("node:path");
    init_files();
    init_process();
    init_command();
    init_markers();
    init_causes();
    init_console();
    init_grub();
    init_qemu();
    maxPortSize = 16 << 20;
    readPort = (port) => readHead(port, maxPortSize).catch(() => "");
    longestLine = 4096;
    maxConsoleSize = 16 << 20;
    lastWordsMs = 1e4;
  }
});

// src/cell/boot/keep.ts
async function keepMachine(machine, folder3) {
  await (0, import_promises7.copyFile)(machine.kernel, `${folder3}/${names.kernel}`);
  await (0, import_promises7.copyFile)(machine.archive, `${folder3}/${names.archive}`);
  if (machine.cd !== void 0) await (0, import_promises7.copyFile)(machine.cd, `${folder3}/${names.cd}`);
  await exec2({
    program: "zstd",
    args: ["--quiet", "--force", "-1", "--threads=0", machine.disk, "-o", `${folder3}/${compressedDisk}`]
  });
  await (0, import_promises7.writeFile)(`${folder3}/${script}`, bootScript(machine));
  const { uid, gid } = await (0, import_promises7.stat)(folder3);
  for (const name of await (0, import_promises7.readdir)(folder3)) await (0, import_promises7.chown)(`${folder3}/${name}`, uid, gid);
  await (0, import_promises7.chmod)(`${folder3}/${script}`, 493);
}
function bootScript(machine) {
  const { cd, ...files } = names;
  const byGrub = machine.cd !== void 0;
  const kept = { ...machine, ...files, ...byGrub ? { cd } : {} };
  const { program, args } = qemu(kept);
  const commandLine = kernelCommandLine(kept);
  const words = args.filter((word) => word !== "-append" && word !== commandLine).map((word) => word === "stdio" ? "mon:stdio" : word);
  const append = byGrub ? "" : ` -append '${commandLine} '"$*"`;
  return `#!/bin/sh
# Boots the cell's kernel and archive to the real root on its image. Writes to the image are discarded.
# ${byGrub ? "GRUB on the CD has the kernel's command line." : "Arguments are added to the kernel's command line: sh boot.sh rd.break rd.shell=1"}
# Ctrl-A X ends QEMU. Requires zstd and ${architecture.qemu} 10 or newer; cowpio-matrix boot runs it in a container that has both.
set -eu
cd "$(dirname "$0")"
[ -e ${names.disk} ] || zstd --decompress --quiet --sparse ${compressedDisk} -o ${names.disk}
exec ${shellQuote({ program, args: words })}${append}
`;
}
var import_promises7, names, compressedDisk, script;
var init_keep = __esm({
  "src/cell/boot/keep.ts"() {
    "use strict";
    import_promises7 = require("node:fs/promises");
    init_process();
    init_architectures();
    init_command();
    init_qemu();
    names = {
      kernel: "vmlinuz",
      archive: "initramfs.img",
      disk: "disk.img",
      cd: "grub.iso",
      port: "port.log"
    };
    compressedDisk = `${names.disk}.zst`;
    script = "boot.sh";
  }
});

// src/cell/boot/overlay.ts
async function entriesOf(archive, scratch) {
  const bytes = await (0, import_promises8.readFile)(archive);
  const streams = [];
  for (const { offset, length, decompress } of archiveSegments(bytes)) {
    if (decompress === void 0) {
      streams.push(bytes.subarray(offset, offset + length));
      continue;
    }
    const plain2 = `${scratch}/segment`;
    const args = ["-c", decompressSegment, "sh", archive, `${offset + 1}`, decompress, plain2];
    await exec2({ program: "sh", args });
    streams.push(await (0, import_promises8.readFile)(plain2));
    await (0, import_promises8.rm)(plain2);
  }
  return unpackedEntries(streams);
}
async function addVerifier(archive, to, scratch, nonce, from) {
  var _stack = [];
  try {
    const tree = `${scratch}/verifier`;
    for (const path4 of ["dev", "proc"]) await (0, import_promises8.mkdir)(`${tree}/${folder}/${path4}`, { recursive: true });
    const entries = await entriesOf(archive, scratch);
    await (0, import_promises8.writeFile)(`${tree}/${folder}/list`, verifierList(entries));
    await (0, import_promises8.copyFile)(from.verify, `${tree}/${folder}/verify`);
    await (0, import_promises8.chmod)(`${tree}/${folder}/verify`, 493);
    await (0, import_promises8.writeFile)(`${tree}/${folder}/nonce`, nonce);
    await (0, import_promises8.copyFile)(archive, to.booted);
    const { size } = await (0, import_promises8.stat)(to.booted);
    const file = __using(_stack, await (0, import_promises8.open)(to.booted, "a"), true);
    await file.write(Buffer.alloc((4 - size % 4) % 4));
    const names2 = ["", "/dev", "/proc", "/list", "/nonce", "/verify"].map((name) => `${folder}${name}
`).join("");
    await exec2({ program: from.cowpio, args: ["create", "--directory", tree, "--truncate-existing", to.overlay] }, names2);
    await file.write(await (0, import_promises8.readFile)(to.overlay));
    await (0, import_promises8.rm)(scratch, { recursive: true });
    return entries;
  } catch (_) {
    var _error = _, _hasError = true;
  } finally {
    var _promise = __callDispose(_stack, _error, _hasError);
    _promise && await _promise;
  }
}
var import_promises8, folder, verifierInit, decompressSegment;
var init_overlay = __esm({
  "src/cell/boot/overlay.ts"() {
    "use strict";
    import_promises8 = require("node:fs/promises");
    init_process();
    init_unpacked();
    folder = ".cowpio-verify";
    verifierInit = `/${folder}/verify`;
    decompressSegment = 'tail --bytes=+"$2" "$1" | $3 >"$4"';
  }
});

// src/cell/stage/drivers.ts
function missingDrivers({ builtin, dep }, fileSystem) {
  if (builtin.trim() === "") return [];
  const has = /* @__PURE__ */ new Set([
    ...builtin.split("\n").map(nameOf),
    ...dep.split("\n").map((line) => nameOf(line.split(":")[0] ?? ""))
  ]);
  return needed(fileSystem).filter((driver) => !has.has(driver));
}
function missingModules({ dep }, fileSystem, members) {
  if (members.length === 0) return [];
  const has = new Set(members.filter((name) => module2.test(name)).map(nameOf));
  const wanted = dep.split("\n").map((line) => line.split(/:? |:$/).map(nameOf)).filter(([driver = ""]) => needed(fileSystem).includes(driver)).flat();
  return [...new Set(wanted)].filter((name) => name !== "" && !has.has(name)).sort();
}
var needed, module2, nameOf;
var init_drivers = __esm({
  "src/cell/stage/drivers.ts"() {
    "use strict";
    needed = (fileSystem) => ["virtio_pci", "virtio_blk", fileSystem];
    module2 = /\.ko(\.\w+)?$/;
    nameOf = (path4) => (path4.split("/").at(-1) ?? path4).replace(module2, "").replaceAll("-", "_");
  }
});

// src/cell/verify/guest.ts
function readGuestSharing(port, nonce) {
  const unknown = (why) => ({ kind: "could not tell", why });
  const lines2 = port.split("\n").map((line) => line.replace(/\r$/, ""));
  const begin = lines2.indexOf(`cowpio-clone begin ${nonce}`);
  if (begin < 0) return unknown("the guest printed nothing on its second serial port");
  const end = lines2.indexOf(`cowpio-clone end ${nonce}`, begin);
  if (end < 0) return unknown("the guest ended before it reported what it cloned");
  const [first = "", ...rest] = lines2.slice(begin + 1, end);
  const kernel = /^kernel (\S+)$/.exec(first)?.[1];
  if (kernel === void 0) return unknown("the guest did not name its kernel");
  const failure = rest.find((line) => line.startsWith("failed "));
  if (failure !== void 0) return { kind: "failed", kernel, why: failure.slice("failed ".length) };
  const proof = rest.indexOf("proof");
  try {
    if (proof !== 0) throw new Error(`${rest[0]}`);
    return summed(kernel, JSON.parse(rest.slice(1).join("\n")));
  } catch (cause) {
    return unknown(`the guest's report is invalid: ${cause.message}`);
  }
}
function summed(kernel, proof) {
  const { size, blockSize, shareable, shared, members } = proof;
  const missed = members.flatMap(({ name, ranges }) => {
    const sums = /* @__PURE__ */ new Map();
    for (const { reason, length } of ranges)
      if (reason === "unaligned" || reason === "not-shared") sums.set(reason, (sums.get(reason) ?? 0) + length);
    return [...sums].map(([reason, bytes]) => ({ name, reason, bytes }));
  });
  missed.sort((a, b) => a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
  return { kind: "proven", kernel, size, blockSize, shareable, shared, verdict: judgeSharing(proof), missed };
}
function judgeGuest({ cloneKernel, fault, kernel }, guest) {
  if (cloneKernel !== "guest") return void 0;
  const whose = "under the guest's own kernel";
  if (guest === void 0 || guest.kind === "could not tell")
    return {
      status: "INCONCLUSIVE",
      stage: "verify",
      reason: `could not tell what was cloned ${whose}: ${guest?.why ?? "it was not asked"}`
    };
  if (guest.kernel !== kernel.version)
    return { status: "ERROR", stage: "verify", reason: `the guest's kernel is ${guest.kernel}, not ${kernel.version}` };
  if (guest.kind === "failed")
    return { status: "FAIL", stage: "verify", reason: `cowpio failed ${whose}: ${guest.why}` };
  const expected = faultOf(fault).unaligned ? "copied" : "shared";
  const { kind } = guest.verdict;
  if (kind === "unproven" || kind === "compressed")
    return { status: "ERROR", stage: "verify", reason: `too little was compared ${whose} to judge the sharing` };
  if (kind !== expected)
    return {
      status: "FAIL",
      stage: "verify",
      reason: `expected the archive written ${whose} to be ${expected}: it is ${kind === "partly shared" ? "shared only in part" : kind}`
    };
  return void 0;
}
var init_guest = __esm({
  "src/cell/verify/guest.ts"() {
    "use strict";
    init_faults();
    init_sharing();
  }
});

// src/cell/verify/judge-cell.ts
function judgeCell(plan, { sharingVerdict, archives, guestSharing, writerCalls, generatorLog }, missing = []) {
  const { expected } = plan;
  const generator = generatorOf(plan);
  const { calledAs } = writers[plan.writer];
  if (sharingVerdict.kind === "compressed" && optionSetOf(plan.dracutOptions).compresses)
    return {
      status: "SKIP",
      stage: "verify",
      reason: `this ${generator.name} compresses the whole archive: nothing of it can be shared`
    };
  if (writerCalls?.length === 0)
    return {
      status: "FAIL",
      stage: "archive",
      reason: `${generator.name} did not call ${calledAs ?? `its ${generator.writer}`}: ${generatorLog?.ignoredWriter ?? "its log does not mention why"}`
    };
  if (sharingVerdict.kind === "compressed")
    return {
      status: "FAIL",
      stage: "verify",
      reason: "the archive is compressed although --no-compress was requested"
    };
  if (sharingVerdict.kind === "unproven")
    return {
      status: "ERROR",
      stage: "verify",
      reason: "too little of the archive has an identical original in the distro to judge its sharing"
    };
  if (sharingVerdict.kind !== expected.sharing)
    return {
      status: "FAIL",
      stage: "verify",
      reason: `expected the archive's data to be ${expected.sharing}: it is ${describeSharing(sharingVerdict, generator)}`
    };
  if (expected.boot === "not tried")
    return { status: "PASS", reason: `data ${sharingVerdict.kind}, as expected; not booted` };
  const boot2 = archives.find(({ recipe }) => recipe === "reflink")?.boot;
  if (boot2 === void 0) return { status: "ERROR", stage: "boot", reason: "the archive was not booted" };
  const seen = observedBoot(boot2, expected);
  if (seen === void 0)
    return {
      status: "INCONCLUSIVE",
      stage: "boot",
      reason: `could not tell whether the archive boots: ${whyOf(boot2)}`
    };
  if (seen !== expected.boot)
    return {
      status: "FAIL",
      stage: "boot",
      reason: seen === "boots" ? "expected the archive not to boot: it did" : `expected the archive to boot: ${whyOf(boot2)}${hintOf(boot2, missing)}`
    };
  const guest = seen === "boots" ? judgeGuest(plan, guestSharing) : void 0;
  if (guest !== void 0) return guest;
  return {
    status: "PASS",
    reason: `data ${sharingVerdict.kind}, ${seen === "boots" ? "booted to the real root" : `did not boot: ${whyOf(boot2)}`}, as expected`
  };
}
function observedBoot(boot2, { fault }) {
  switch (boot2.kind) {
    case "booted":
      return "boots";
    case "did not boot":
      return fault !== void 0 && boot2.fault !== fault ? void 0 : "does not boot";
    case "not tried":
    case "could not tell":
      return void 0;
  }
}
function describeSharing(verdict, generator) {
  switch (verdict.kind) {
    case "partly shared":
      return `shared only in part${whereLost(verdict, generator)}`;
    case "copied":
      return `copied${whereLost(verdict, generator)}`;
    case "altered":
      return `not what the writer read: ${listed2(verdict.altered)} differ${verdict.altered.length === 1 ? "s" : ""}`;
    case "damaged":
      return `damaged: ${verdict.why}`;
    default:
      return verdict.kind;
  }
}
var whyOf, withoutRoot, hintOf, whereLost, listed2;
var init_judge_cell = __esm({
  "src/cell/verify/judge-cell.ts"() {
    "use strict";
    init_axes();
    init_generators();
    init_guest();
    init_sharing();
    whyOf = (boot2) => "why" in boot2 ? boot2.why : boot2.kind;
    withoutRoot = /* @__PURE__ */ new Set(["ended before the real root", "hung before the real root"]);
    hintOf = (boot2, missing) => missing.length > 0 && boot2.kind === "did not boot" && withoutRoot.has(boot2.fault) ? `; the archive lacks what this kernel mounts that root with: ${missing.map((name) => `${name}.ko`).join(", ")}` : "";
    whereLost = ({ lost = [] }, generator) => lost.filter(({ hop }, index) => lost.findIndex((first) => first.hop === hop) === index).map((loss) => `; ${describeLoss(loss, generator)}`).join("");
    listed2 = (names2) => names2.length > 3 ? `${names2.slice(0, 3).join(", ")} and ${names2.length - 3} more` : names2.join(", ");
  }
});

// src/cell/pipeline.ts
async function runCell(plan, effects2) {
  const stageTimes = {};
  const stage = async (name, what, work2) => {
    effects2.enter(name, what);
    const started = effects2.now();
    try {
      return await wrapStageErrors(name, what, work2, void 0, effects2.fullStorage);
    } finally {
      stageTimes[name] = (stageTimes[name] ?? 0) + effects2.now() - started;
    }
  };
  try {
    var _stack = [];
    try {
      const image = __using(_stack, await stage("provision", `${plan.fileSystem} image`, () => effects2.mountImage(plan)), true);
      await stage(
        "stage",
        `distro ${plan.distro.name}, kernel ${plan.kernel.version}`,
        () => effects2.populate(image, plan)
      );
      const write = (recipe) => stage("archive", `${generatorOf(plan).name} (${recipe})`, () => effects2.writeArchive(image, plan, recipe));
      const made = await write("reflink");
      if (plan.fault !== "none")
        await stage("archive", `injected fault ${plan.fault}`, () => effects2.injectFault(image, plan, made));
      const hops = await stage(
        "verify",
        "extents of the archive and of the staging tree",
        () => effects2.proveHops(image, plan, made)
      );
      const measure = (archive) => stage("archive", `space of the ${archive.recipe} archive`, () => effects2.measure(image, plan, archive));
      const reflinked = await measure(made);
      const written = [reflinked];
      for (const recipe of plan.compareWith) written.push(await measure(await write(recipe)));
      const { proof, writerReport: writerReport2, modules, versions: versions2 } = await stage(
        "verify",
        "extents of the archive and of the installed originals",
        async () => ({
          proof: await effects2.proveSharing(reflinked.path, image.root),
          writerReport: await effects2.writerReport(image),
          modules: await effects2.modules(image, plan),
          versions: await effects2.versions(image, plan)
        })
      );
      if (plan.cloneKernel === "guest" && !("damaged" in proof))
        await stage("verify", "the guest's files to clone", () => effects2.layOutClone(image, plan, proof));
      const boots = /* @__PURE__ */ new Map();
      let guest = {};
      if (plan.expected.boot !== "not tried") {
        const machines = await stage("boot", "archives taken out, image sealed", async () => {
          const taken = [];
          for (const archive of written) taken.push(await effects2.takeOut(image, plan, archive, reflinked));
          await image.seal();
          return taken;
        });
        for (const [index, machine] of machines.entries()) {
          const { recipe } = written[index];
          const bootIt = (more = "") => stage("boot", `${recipe} archive${more}`, () => effects2.boot(machine, plan, recipe));
          const started = effects2.now();
          const booted = recipe === "reflink" ? await severalBoots(plan.boots ?? 1, bootIt) : await besideBoot(bootIt);
          boots.set(recipe, { ...booted, bootMs: effects2.now() - started });
          if (machine.clones) guest = { guestSharing: await effects2.guestSharing(machine, plan) };
        }
      }
      const evidence = {
        versions: versions2,
        ...judgedProof(proof, plan, hops),
        writerReasons: writerReport2.reasons,
        writerCalls: writerReport2.calls,
        generatorLog: reflinked.log,
        archives: written.map(({ path: _2, log: __, ...archive }) => ({
          ...archive,
          ...boots.get(archive.recipe) ?? { boot: { kind: "not tried" } }
        })),
        ...guest
      };
      const members = "damaged" in proof ? [] : proof.members.map(({ name }) => name);
      const missing = missingModules(modules, profileOf(plan.fileSystem).kind, members);
      return { cell: plan.id, ...judgeCell(plan, evidence, missing), evidence, stageTimes };
    } catch (_) {
      var _error = _, _hasError = true;
    } finally {
      var _promise = __callDispose(_stack, _error, _hasError);
      _promise && await _promise;
    }
  } catch (error) {
    return { cell: plan.id, ...failed(error), stageTimes };
  }
}
async function severalBoots(times, bootIt) {
  if (times === 1) return { boot: await bootIt() };
  const verdicts = [];
  for (let time = 1; time <= times; time++) verdicts.push(await bootIt(`, ${time} of ${times}`));
  const boot2 = verdicts.find(({ kind }) => kind !== "booted") ?? verdicts[0];
  return { boot: boot2, otherBoots: verdicts.filter((one) => one !== boot2) };
}
async function besideBoot(bootIt) {
  const first = await bootIt();
  if (first.kind !== "could not tell") return { boot: first };
  return { boot: await bootIt(", which could not tell, again"), otherBoots: [first] };
}
function failed(error) {
  if (error instanceof Error && "suppressed" in error && "error" in error) {
    const first = failed(error.suppressed);
    return { ...first, reason: `${first.reason}; then: ${failed(error.error).reason}` };
  }
  if (error instanceof StageFailure) {
    const { blame: status, message: reason, stage, source } = error;
    return { status, reason, stage, ...source ? { source } : {} };
  }
  return { status: "ERROR", reason: error instanceof Error ? error.message : String(error) };
}
var judgedProof;
var init_pipeline = __esm({
  "src/cell/pipeline.ts"() {
    "use strict";
    init_axes();
    init_errors();
    init_file_systems();
    init_generators();
    init_drivers();
    init_judge_cell();
    init_sharing();
    judgedProof = (proof, { writer }, hops) => "damaged" in proof ? { sharing: unknownSharing, sharingVerdict: judgeDamage(proof) } : { sharing: proof, sharingVerdict: judgeSharing(proof, writers[writer].demanded, hops ?? "unknown") };
  }
});

// src/cell/stage/install.ts
async function putProgram(root, path4, from) {
  const location = await placeOf2(root, path4);
  await (0, import_promises9.copyFile)(from, location);
  await (0, import_promises9.chmod)(location, 493);
}
async function putScript(root, path4, text) {
  const location = await placeOf2(root, path4);
  await (0, import_promises9.writeFile)(location, text);
  await (0, import_promises9.chmod)(location, 493);
}
async function putText(root, path4, text) {
  await (0, import_promises9.writeFile)(await placeOf2(root, path4), text);
}
async function placeOf2(root, path4) {
  const location = await resolveInRoot(root, path4);
  await (0, import_promises9.mkdir)((0, import_node_path3.dirname)(location), { recursive: true });
  return location;
}
async function layOutClone(root, { fault, dracutOptions: options }, { members }, from) {
  await putProgram(root, `${ours}/cowpio`, from.cowpio);
  await putProgram(root, `${ours}/clone`, from.clone);
  const { align: own } = optionSetOf(options);
  const align = faultOf(fault).unaligned ? "4" : `${own ?? "auto"}`;
  await putText(root, `${ours}/clone.align`, align);
  const names2 = members.filter(({ original }) => original === "identical").map(({ name }) => nameBytes(`${name}\0`));
  await putText(root, `${ours}/clone.names`, Buffer.concat(names2));
}
var import_promises9, import_node_path3, ours, nameBytes;
var init_install = __esm({
  "src/cell/stage/install.ts"() {
    "use strict";
    import_promises9 = require("node:fs/promises");
    import_node_path3 = require("node:path");
    init_files();
    init_faults();
    init_generators();
    ours = "/.cowpio";
    nameBytes = (name) => Buffer.concat(
      name.split(/(?<![\ud800-\udbff])([\udc80-\udcff])/).map((part, index) => index % 2 === 0 ? Buffer.from(part) : Buffer.of(part.charCodeAt(0) & 255))
    );
  }
});

// src/cell/stage/checkout.ts
async function installCheckout(root, { name, folder: folder3, distro }, onOutput) {
  const inDistro = (script2) => confined(root, "sh", "-c", script2);
  const missing = await exec2(
    inDistro("for tool in cc make pkg-config; do command -v $tool >/dev/null || echo $tool; done")
  );
  if (missing !== "")
    throw new StageFailure(
      "stage",
      `dracut ${name}`,
      `distro ${distro} lacks what it takes to build it: ${missing.trim().split("\n").join(", ")}`,
      "SKIP"
    );
  const source = `${await resolveInRoot(root, ours)}/dracut`;
  await (0, import_promises10.mkdir)((0, import_node_path4.dirname)(source), { recursive: true });
  await exec2({ program: "cp", args: ["-r", "--preserve=mode,timestamps,links", folder3, source] });
  await (0, import_promises10.rm)(await resolveInRoot(root, generators.dracut.folder), { recursive: true, force: true });
  let output = "";
  let error = null;
  const ended = await watch(
    inDistro(`cd ${ours}/dracut && { ./configure --disable-documentation && make && make install; } 2>&1`),
    {
      deadlines,
      onOutput: (text) => {
        output = (output + text).slice(-4e3);
        error ??= compilersError.exec(output);
        onOutput(text);
      },
      env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", LC_ALL: "C.UTF-8" }
    }
  );
  if (ended.kind !== "exited" || ended.status !== 0) {
    const last = output.trim().split("\n").slice(-3).join("; ");
    const [text, file = "", line] = error ?? [];
    const why = text === void 0 ? last : `${text}; ${last}`;
    throw new StageFailure(
      "stage",
      `dracut ${name}`,
      `its build failed, ${describeEnd(ended)}: ${why}`,
      "FAIL",
      text === void 0 ? void 0 : { file, line: Number(line) }
    );
  }
  await (0, import_promises10.rm)(await resolveInRoot(root, `${ours}/dracut`), { recursive: true });
}
var import_promises10, import_node_path4, deadlines, compilersError;
var init_checkout = __esm({
  "src/cell/stage/checkout.ts"() {
    "use strict";
    import_promises10 = require("node:fs/promises");
    import_node_path4 = require("node:path");
    init_files();
    init_process();
    init_command();
    init_errors();
    init_generators();
    init_install();
    deadlines = { total: 6e5, stall: 18e4 };
    compilersError = /^([\w./-]+):(\d+):\d+: (?:fatal )?error: .+$/m;
  }
});

// src/cell/stage/writer.ts
async function installWriter(root, plan, cowpio) {
  await (0, import_promises11.mkdir)(await resolveInRoot(root, ours), { recursive: true });
  const { otherWriters, writerPaths } = generatorOf(plan);
  for (const path4 of Object.values(otherWriters)) await setAside(root, path4);
  const { program, calledAs } = writers[plan.writer];
  if (program !== void 0 && await programIn(root, plan) === void 0)
    throw new StageFailure("stage", `writer ${plan.writer}`, `distro ${plan.distro.name} has no ${program}`, "SKIP");
  for (const path4 of writerPaths) await setAside(root, path4);
  const shim = faultOf(plan.fault).writer ?? shimOf(plan, await called(root, plan));
  if (plan.writer === "cowpio") await putProgram(root, cowpioPath, cowpio);
  for (const path4 of calledAs === void 0 ? writerPaths : [await pathCalled(root, plan, calledAs)])
    shim === void 0 ? await putProgram(root, path4, cowpio) : await putScript(root, path4, shim);
}
async function pathCalled(root, plan, name) {
  const generator = generatorOf(plan);
  const path4 = generator.otherWriters[name];
  const script2 = await find(root, plan, generator.name);
  const text = script2 === void 0 ? "" : await (0, import_promises11.readFile)(await resolveInRoot(root, script2), "utf8");
  if (path4 === void 0 || !text.includes(name))
    throw new StageFailure("stage", `writer ${plan.writer}`, `this ${generator.name} never calls ${name}`, "SKIP");
  return path4;
}
async function find(root, plan, program) {
  for (const folder3 of [ours, "/usr/bin", "/usr/sbin", "/usr/local/bin", "/bin", generatorOf(plan).folder])
    if ((0, import_node_fs6.existsSync)(await resolveInRoot(root, `${folder3}/${program}`))) return `${folder3}/${program}`;
  return void 0;
}
async function setAside(root, program) {
  const location = await resolveInRoot(root, program);
  if ((0, import_node_fs6.existsSync)(location)) await (0, import_promises11.rename)(location, await resolveInRoot(root, `${ours}/${(0, import_node_path5.basename)(program)}`));
}
function shimOf(plan, program) {
  const { writer } = plan;
  const { align } = optionSetOf(plan.dracutOptions);
  const call = calls[writer];
  if (call === void 0 || writer === "cowpio" && align === void 0) return void 0;
  return [
    `#!/bin/sh
${generatorOf(plan).writerCall}[ -z "$truncate" ] || : >"$out"
`,
    writer === "cowpio" ? "" : reportCall(program),
    align === void 0 ? "" : `align=${align}
`,
    `${call(program)}
`
  ].join("");
}
var import_node_fs6, import_promises11, import_node_path5, writerReport, writerVersion, called, programIn, saveEntries, placesOfNames, specOfNames, calls, reportCall;
var init_writer = __esm({
  "src/cell/stage/writer.ts"() {
    "use strict";
    import_node_fs6 = require("node:fs");
    import_promises11 = require("node:fs/promises");
    import_node_path5 = require("node:path");
    init_files();
    init_axes();
    init_command();
    init_errors();
    init_faults();
    init_generators();
    init_install();
    writerReport = `${ours}/writer.jsonl`;
    writerVersion = async (root, plan) => confined(root, "sh", "-c", '"$1" --version 2>/dev/null || true', "sh", await called(root, plan));
    called = async (root, plan) => await programIn(root, plan) ?? cowpioPath;
    programIn = async (root, plan) => {
      const { program } = writers[plan.writer];
      return program === void 0 ? void 0 : find(root, plan, program);
    };
    saveEntries = `entries=$out.entries
[ -z "$truncate" ] || rm -f "$entries"
if [ -s "$out" ] && [ ! -e "$entries" ]; then echo "$out: cannot write behind what another wrote" >&2; exit 2; fi
`;
    placesOfNames = `lines | sed 's,^\\./,,' | while IFS= read -r name; do
  printf '%s\\t%s\\n' "$PWD/$name" "$name"
done >>"$entries"
`;
    specOfNames = `lines | sed 's,^\\./,,' | while IFS= read -r name; do
  [ "$name" != . ] || continue
  rights=$(stat -c '%a %u %g' -- "$name")
  if [ -L "$name" ]; then echo "slink /$name $(readlink -- "$name") $rights"
  elif [ -d "$name" ]; then echo "dir /$name $rights"
  elif [ -f "$name" ]; then echo "file /$name $PWD/$name $rights"
  elif [ -c "$name" ]; then echo "nod /$name $rights c $(stat -c '%Hr %Lr' -- "$name")"
  elif [ -b "$name" ]; then echo "nod /$name $rights b $(stat -c '%Hr %Lr' -- "$name")"
  elif [ -p "$name" ]; then echo "pipe /$name $rights"
  elif [ -S "$name" ]; then echo "sock /$name $rights"
  fi
done >>"$entries"
`;
    calls = {
      cowpio: (program) => `exec ${program} create $null --mtime 0 --data-align "$align" \${owner:+--owner "$owner"} $truncate "$out"`,
      "dracut-cpio": (program) => `exec ${program} $null --mtime 0 --data-align "$align" \${owner:+--owner "$owner"} $truncate "$out"`,
      "gnu-cpio": (program) => `exec ${program} --create --format=newc --reproducible --quiet $null \${owner:+--owner="$owner"} >>"$out"`,
      bsdcpio: (program) => `exec ${program} --create --format newc --quiet $null \${owner:+--owner "$owner"} >>"$out"`,
      "3cpio": (program) => `${saveEntries}${placesOfNames}exec ${program} --create --data-align "$align" "$out" <"$entries"`,
      gen_init_cpio: (program) => `${saveEntries}${specOfNames}exec ${program} -t 0 -a "$align" -o "$out" "$entries"`
    };
    reportCall = (program) => `if [ -n "\${COWPIO_REPORT-}" ]; then
  version=$(${program} --version </dev/null 2>/dev/null | head -n 1 | tr -d '"\\\\') || version=
  printf '{"writer":{"program":"%s","version":"%s"}}\\n' ${program} "$version" >>"$COWPIO_REPORT"
fi
`;
  }
});

// src/cell/stage/distro.ts
async function populate(root, plan, from, onOutput) {
  const fault = faultOf(plan.fault);
  for (const command of fault.beforeUnpacking?.(root) ?? []) await exec2(command);
  await exec2({ program: "tar", args: ["--extract", "--file", from.distro, "--directory", root, "--numeric-owner"] });
  for (const folder3 of ["dev", "proc", "run", "sys", "var/tmp"])
    await (0, import_promises12.mkdir)(await resolveInRoot(root, folder3), { recursive: true });
  await installKernel(root, plan.kernel.version, from.kernel);
  await exec2(confined(root, "depmod", plan.kernel.version));
  await assertDrivers(root, plan);
  for (const command of fault.beforeGenerator?.(root) ?? []) await exec2(command);
  if (profileOf(plan.fileSystem).snapshot)
    await exec2({ program: "btrfs", args: ["subvolume", "snapshot", "-r", root, `${root}/.snapshot`] });
  if (buildsDracut(plan))
    await installCheckout(root, { name: plan.dracut, folder: from.checkout, distro: plan.distro.name }, onOutput);
  await installWriter(root, plan, from.cowpio);
  await installMarkers(root, plan, from.init);
}
async function installKernel(root, version2, from) {
  const modules = `${await resolveInRoot(root, "lib/modules")}/${version2}`;
  const boot2 = await resolveInRoot(root, "boot");
  await (0, import_promises12.rm)(modules, { recursive: true, force: true });
  for (const folder3 of [boot2, modules]) await (0, import_promises12.mkdir)(folder3, { recursive: true });
  await exec2({ program: "cp", args: ["-r", `${from}/lib/modules/${version2}/.`, `${modules}/`] });
  await exec2({ program: "cp", args: ["-r", "--remove-destination", `${from}/boot/.`, `${boot2}/`] });
}
async function modulesOf(root, version2) {
  const read2 = (name) => resolveInRoot(root, `lib/modules/${version2}/${name}`).then((location) => (0, import_promises12.readFile)(location, "utf8")).catch(() => "");
  return { builtin: await read2("modules.builtin"), dep: await read2("modules.dep") };
}
async function assertDrivers(root, { kernel, fileSystem }) {
  const missing = missingDrivers(await modulesOf(root, kernel.version), profileOf(fileSystem).kind);
  if (missing.length > 0)
    throw new StageFailure("stage", `kernel ${kernel.version}`, `it has no ${missing.join(", no ")}`, "SKIP");
}
async function installMarkers(root, plan, init) {
  const { prePivot, otherNonce } = faultOf(plan.fault);
  const { marker, logging } = generatorOf(plan);
  const files = { ...marker(prePivot ?? insideHook), ...logging(plan.debug === true) };
  for (const [path4, text] of Object.entries(files)) await putScript(root, path4, text);
  await putProgram(root, `${ours}/init`, init);
  const nonce = noncesOf(plan.nonce).root;
  await putText(root, `${ours}/nonce`, otherNonce ? nonce.split("").reverse().join("x") : nonce);
}
var import_promises12, insideHook;
var init_distro = __esm({
  "src/cell/stage/distro.ts"() {
    "use strict";
    import_promises12 = require("node:fs/promises");
    init_files();
    init_process();
    init_cell();
    init_command();
    init_errors();
    init_faults();
    init_file_systems();
    init_generators();
    init_markers();
    init_checkout();
    init_drivers();
    init_install();
    init_writer();
    insideHook = `#!/bin/sh
echo "<5>${insideMarker}" > /dev/kmsg
`;
  }
});

// src/cell/stage/image.ts
async function mountImage(plan, folder3) {
  const file = `${folder3}/disk.img`;
  const root = `${folder3}/root`;
  await (0, import_promises13.mkdir)(root, { recursive: true });
  const profile = profileOf(plan.fileSystem);
  const make = async (wanted, image) => {
    const conf = `${image}.xfs.conf`;
    if (wanted.kind === "xfs") {
      const supported = await (0, import_promises13.readFile)(ltsProfile(plan.kernel.version, (0, import_node_os.release)()), "utf8");
      await (0, import_promises13.writeFile)(conf, withOptions(supported, wanted.make ?? []));
    }
    await (0, import_promises13.writeFile)(image, "");
    await (0, import_promises13.truncate)(image, plan.imageSize);
    await exec2(makeFileSystem(wanted, image, conf));
  };
  await make(profile, file);
  const uuid = (await exec2({ program: "blkid", args: ["--output", "value", "--match-tag", "UUID", file] })).trim();
  await exec2(loopNodes);
  const failed2 = await tryMount({
    own: async () => void await exec2(mountLoop(file, root, [])),
    plain: async () => {
      const image = `${folder3}/plain.img`;
      await make({ kind: profile.kind }, image);
      await exec2(mountLoop(image, root, []));
      await unmountAll(root);
      await (0, import_promises13.rm)(image);
    },
    known: async () => kindsOf(await (0, import_promises13.readFile)("/proc/filesystems", "utf8")).includes(profile.kind)
  });
  if (failed2 !== void 0) {
    const what = `mount ${plan.fileSystem} with kernel ${(0, import_node_os.release)()} (doctor says what this machine lacks)`;
    throw new StageFailure("provision", what, failed2.cause, failed2.blame);
  }
  if (profile.subvolume !== void 0)
    await exec2({ program: "btrfs", args: ["subvolume", "create", `${root}/${profile.subvolume}`] });
  await unmountAll(root);
  await wrapStageErrors(
    "provision",
    `mount ${plan.fileSystem}`,
    () => exec2(mountLoop(file, root, mountOptions(profile))),
    "INCONCLUSIVE"
  );
  let mounted = true;
  const seal = async () => {
    if (!mounted) return;
    await exec2({ program: "sync", args: ["--file-system", root] });
    await unmountAll(root);
    mounted = false;
  };
  return { file, root, uuid, seal, [Symbol.asyncDispose]: seal };
}
async function unmountAll(root) {
  await exec2(unmount(root)).catch(async (cause) => {
    const mounts = await (0, import_promises13.readFile)("/proc/self/mounts", "utf8");
    if (mounts.split("\n").some((line) => line.split(" ")[1]?.startsWith(root))) throw cause;
  });
}
function age(version2) {
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(version2) ?? [];
  return Number(major ?? 0) * 1e3 + Number(minor ?? 0);
}
function ltsProfile(...kernelVersions) {
  const oldest = Math.min(...kernelVersions.map(age));
  const name = ltsProfiles.findLast((profile) => age(profile) <= oldest) ?? ltsProfiles[0];
  return `/usr/share/xfsprogs/mkfs/lts_${name}.conf`;
}
function withOptions(conf, options) {
  let text = conf;
  for (const option of options) {
    const [, section, name, value] = /^(\w+)\.(\w+)=(\w+)$/.exec(option) ?? [];
    if (section === void 0) throw new Error(`not section.name=value: ${option}`);
    const header = `[${section}]
`;
    const others = text.replace(new RegExp(`^${name}=.*
`, "m"), "");
    text = others.includes(header) ? others.replace(header, `${header}${name}=${value}
`) : `${others.trimEnd()}

${header}${name}=${value}
`;
  }
  return text;
}
function makeFileSystem({ kind, make = [] }, image, xfsConf) {
  switch (kind) {
    case "btrfs":
      return { program: "mkfs.btrfs", args: ["--quiet", ...make, image] };
    case "xfs":
      return { program: "mkfs.xfs", args: ["-q", "-c", `options=${xfsConf}`, image] };
    case "ext4":
      return { program: "mkfs.ext4", args: ["-q", "-F", ...make, image] };
  }
}
async function tryMount(trial) {
  const failure = (mount) => mount().then(
    () => void 0,
    (cause) => ({ cause })
  );
  const first = await failure(trial.own);
  if (first === void 0) return void 0;
  if (!await trial.known()) return { ...first, blame: "SKIP" };
  if (await failure(trial.plain) !== void 0) return { ...first, blame: "INCONCLUSIVE" };
  const second = await failure(trial.own);
  return second && { ...second, blame: "SKIP" };
}
var import_promises13, import_node_os, ltsProfiles, mkfsVersion, mountLoop, kindsOf, mountOptions, unmount, loopNodes;
var init_image = __esm({
  "src/cell/stage/image.ts"() {
    "use strict";
    import_promises13 = require("node:fs/promises");
    import_node_os = require("node:os");
    init_process();
    init_errors();
    init_file_systems();
    ltsProfiles = ["4.19", "5.4", "5.10", "5.15", "6.1", "6.6", "6.12"];
    mkfsVersion = (fileSystem) => ({
      program: "sh",
      args: ["-c", '"mkfs.$1" -V 2>&1', "sh", fileSystem]
    });
    mountLoop = (image, at, options) => ({
      program: "mount",
      args: ["-o", ["loop", ...options].join(","), image, at]
    });
    kindsOf = (proc) => proc.split("\n").map((line) => line.split("	").at(-1) ?? "");
    mountOptions = ({ mount, subvolume }) => [
      ...mount === void 0 ? [] : [mount],
      ...subvolume === void 0 ? [] : [`subvol=${subvolume}`]
    ];
    unmount = (at) => ({ program: "umount", args: ["--recursive", at] });
    loopNodes = {
      program: "sh",
      args: [
        "-euc",
        `node() { [ -e "$1" ] || mknod "$@"; }
node /dev/loop-control c 10 237
free=$(losetup --find)
free=\${free#/dev/loop}
for number in $(seq 0 $((\${free%% *} + 32))); do node "/dev/loop$number" b 7 "$number"; done`
      ]
    };
  }
});

// src/cell/main.ts
var main_exports = {};
async function versions(image, plan) {
  const [writer, generator, mkfs, qemu2, grub] = await Promise.all(
    [
      "program" in writers[plan.writer] ? await writerVersion(image.root, plan) : { program: provisions.cowpio, args: ["--version"] },
      generatorOf(plan).version(image.root),
      mkfsVersion(profileOf(plan.fileSystem).kind),
      qemuVersion,
      ...plan.bootloader === "grub" ? [grubVersion] : []
    ].map((command) => exec2(command))
  );
  const first = (text) => text?.trim().split("\n")[0] ?? "";
  return {
    cowpio: await addonVersion(),
    writer: first(writer) || plan.writer,
    dracut: first(generator),
    mkfs: first(mkfs),
    qemu: first(qemu2),
    ...grub === void 0 ? {} : { grub: first(grub) },
    cloneKernel: (0, import_node_os2.release)()
  };
}
async function takeOut(image, plan, archive, proven) {
  const kernel = `${folder2}/vmlinuz`;
  const copy = `${folder2}/initramfs-${archive.recipe}.img`;
  await (0, import_promises14.copyFile)(await resolveInRoot(provisions.kernel, `boot/vmlinuz-${plan.kernel.version}`), kernel);
  await sizeOfArchive(archive.path, generatorOf(plan), archive.recipe);
  await (0, import_promises14.copyFile)(archive.path, copy);
  if (await digestFile(copy) !== archive.digest)
    throw new Error(`${archive.path} changed while it was copied out of the image`);
  const plain2 = machineOf(plan, image, archive.recipe, { kernel, archive: copy }, proven.size);
  const machine = archive.recipe === "reflink" ? await withVerifier(plain2, image, plan, archive.path) : plain2;
  if (plan.bootloader === "direct") return machine;
  const { subvolume } = profileOf(plan.fileSystem);
  const top = subvolume === void 0 ? "" : `/${subvolume}`;
  const onDisk = {
    kernel: `${top}/boot/vmlinuz-${plan.kernel.version}`,
    archive: `${top}${archivePath(archive.recipe)}`
  };
  return withCd(machine, onDisk, folder2);
}
function machineOf(plan, image, recipe, files, unpacks) {
  const rootTimeout = rootTimeoutOf(plan.deadlines.boot);
  const growth = optionSetOf(plan.dracutOptions).compresses ? compression : 1;
  return {
    ...files,
    disk: image.file,
    rootUuid: image.uuid,
    accelerator: plan.accelerator,
    ...plan.anyProcessor ? { anyProcessor: true } : {},
    ...plan.processors === void 0 ? {} : { processors: plan.processors },
    memory: plan.guestMemory ?? guestMemoryFor(unpacks * growth),
    rootTimeout,
    kernelOptions: generatorOf(plan).kernelOptions(Math.ceil(rootTimeout / 1e3)),
    rootOptions: mountOptions(profileOf(plan.fileSystem)),
    port: `${folder2}/port-${recipe}`,
    // One archive is enough to have the guest clone.
    ...plan.cloneKernel === "guest" && recipe === "reflink" ? { clones: true } : {}
  };
}
async function withVerifier(machine, image, plan, proven) {
  const booted = `${folder2}/booted.img`;
  const overlay = `${folder2}/verifier.img`;
  const nonce = noncesOf(plan.nonce).archive;
  const entries = await addVerifier(machine.archive, { booted, overlay }, `${folder2}/verifier`, nonce, verifier);
  emit({ kind: "contents", entries: entries.map(readable) });
  const { bootedArchive: change } = faultOf(plan.fault);
  if (change !== void 0) await changeArchive(change, booted, image.root, proven);
  return { ...machine, archive: booted, overlay, firstProgram: verifierInit };
}
async function isKept({ keep }, { status }) {
  const wanted = keep === "all" || keep === "failed" && status !== "PASS" && status !== "SKIP";
  if (!wanted || provenMachine === void 0 || !(0, import_node_fs7.existsSync)(inContainer.kept)) return false;
  return keepMachine(provenMachine, inContainer.kept).then(
    () => true,
    (error) => {
      emit({ kind: "log", text: `keep: kernel, archive and disk could not be saved: ${error.message}
` });
      return false;
    }
  );
}
async function work(line) {
  var _stack = [];
  try {
    await (0, import_promises14.mkdir)(folder2, { recursive: true });
    process.env["TMPDIR"] = "/tmp";
    const watched = __using(_stack, watchStorage(storage));
    const plan = JSON.parse(line);
    const judged = await runCell(plan, { ...effects, fullStorage: watched.full });
    const outcome = await isKept(plan, judged) ? { ...judged, kept: true } : judged;
    process.stdout.write(`${JSON.stringify({ kind: "outcome", outcome })}
`, () => process.exit(0));
  } catch (_) {
    var _error = _, _hasError = true;
  } finally {
    __callDispose(_stack, _error, _hasError);
  }
}
var import_node_fs7, import_promises14, import_node_os2, import_node_readline, folder2, provisions, verifier, clone, emit, provenMachine, compression, storage, effects, lines;
var init_main = __esm({
  "src/cell/main.ts"() {
    "use strict";
    import_node_fs7 = require("node:fs");
    import_promises14 = require("node:fs/promises");
    import_node_os2 = require("node:os");
    import_node_readline = require("node:readline");
    init_digest();
    init_files();
    init_native2();
    init_process();
    init_storage();
    init_axes();
    init_cell();
    init_faults();
    init_file_systems();
    init_generators();
    init_markers();
    init_inject_fault();
    init_unpacked();
    init_write();
    init_boot();
    init_grub();
    init_keep();
    init_overlay();
    init_qemu();
    init_pipeline();
    init_distro();
    init_image();
    init_install();
    init_writer();
    init_guest();
    init_sharing();
    folder2 = inContainer.work;
    provisions = {
      distro: inContainer.distro,
      kernel: inContainer.kernel,
      checkout: inContainer.checkout,
      cowpio: "/opt/cowpio/cowpio",
      init: "/opt/cowpio/cowpio-init"
    };
    verifier = { verify: "/opt/cowpio/cowpio-verify", cowpio: provisions.cowpio };
    clone = "/opt/cowpio/cowpio-clone";
    emit = (event) => {
      process.stdout.write(`${JSON.stringify(event)}
`);
    };
    compression = 3;
    storage = {
      [folder2]: "the engine's disk is full",
      [`${folder2}/root`]: "the cell's image is full",
      "/tmp": "the cell's /tmp is full"
    };
    effects = {
      mountImage: (plan) => mountImage(plan, folder2),
      populate: (image, plan) => populate(image.root, plan, provisions, (text) => emit({ kind: "log", text })),
      writeArchive: (image, plan, recipe) => writeArchive(image.root, plan, recipe, { writerReport, onOutput: (text) => emit({ kind: "log", text }) }),
      proveHops: (image, plan, archive) => proveHops(image.root, plan, archive.path),
      measure: (image, plan, archive) => measureArchive(image.root, plan, archive),
      injectFault: async (image, plan, archive) => {
        const { archive: change } = faultOf(plan.fault);
        if (change !== void 0) await changeArchive(change, archive.path, image.root);
      },
      writerReport: (image) => readWriterReport(image.root, writerReport),
      proveSharing: (archive, originals) => proveSharing2(archive, originals).catch((error) => {
        const damage = damageOf(error);
        if (damage === void 0) throw error;
        return damage;
      }),
      modules: (image, plan) => modulesOf(image.root, plan.kernel.version),
      versions,
      takeOut,
      boot: (machine, plan, recipe) => {
        if (recipe === "reflink") provenMachine = machine;
        return boot(machine, plan, { onConsole: (text) => emit({ kind: "console", recipe, text }) });
      },
      layOutClone: (image, plan, sharing) => layOutClone(image.root, plan, sharing, { cowpio: provisions.cowpio, clone }),
      guestSharing: async ({ port }, { nonce }) => readGuestSharing(await readPort(port), noncesOf(nonce).root),
      enter: (stage, text) => emit({ kind: "stage", stage, text }),
      now: () => performance.now()
    };
    lines = (0, import_node_readline.createInterface)({ input: process.stdin });
    lines.once("line", () => lines.once("line", work));
    lines.once("close", () => process.exit(1));
    for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1));
  }
});

// <stdin>
init_main();
