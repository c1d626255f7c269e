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
var __commonJS = (cb, mod) => function __require() {
  try {
    return mod || (0, cb[__getOwnPropNames(cb)[0]])((mod = { exports: {} }).exports, mod), mod.exports;
  } catch (e) {
    throw mod = 0, e;
  }
};
var __copyProps = (to, from, except, desc) => {
  if (from && typeof from === "object" || typeof from === "function") {
    for (let key2 of __getOwnPropNames(from))
      if (!__hasOwnProp.call(to, key2) && key2 !== except)
        __defProp(to, key2, { get: () => from[key2], enumerable: !(desc = __getOwnPropDesc(from, key2)) || desc.enumerable });
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
var __callDispose = (stack, error2, hasError) => {
  var E = typeof SuppressedError === "function" ? SuppressedError : function(e, s, m, _) {
    return _ = Error(m), _.name = "SuppressedError", _.error = e, _.suppressed = s, _;
  };
  var fail = (e) => error2 = hasError ? new E(e, error2, "An error was suppressed during disposal") : (hasError = true, e);
  var next = (it) => {
    while (it = stack.pop()) {
      try {
        var result2 = it[1] && it[1].call(it[2]);
        if (it[0]) return Promise.resolve(result2).then(next, (e) => (fail(e), next()));
      } catch (e) {
        fail(e);
      }
    }
    if (hasError) throw error2;
  };
  return next();
};

// node_modules/@actions/core/lib/utils.js
function toCommandValue(input) {
  if (input === null || input === void 0) {
    return "";
  } else if (typeof input === "string" || input instanceof String) {
    return input;
  }
  return JSON.stringify(input);
}
function toCommandProperties(annotationProperties) {
  if (!Object.keys(annotationProperties).length) {
    return {};
  }
  return {
    title: annotationProperties.title,
    file: annotationProperties.file,
    line: annotationProperties.startLine,
    endLine: annotationProperties.endLine,
    col: annotationProperties.startColumn,
    endColumn: annotationProperties.endColumn
  };
}
var init_utils = __esm({
  "node_modules/@actions/core/lib/utils.js"() {
  }
});

// node_modules/@actions/core/lib/command.js
function issueCommand(command, properties, message) {
  const cmd = new Command(command, properties, message);
  process.stdout.write(cmd.toString() + os.EOL);
}
function issue(name, message = "") {
  issueCommand(name, {}, message);
}
function escapeData(s) {
  return toCommandValue(s).replace(/%/g, "%25").replace(/\r/g, "%0D").replace(/\n/g, "%0A");
}
function escapeProperty(s) {
  return toCommandValue(s).replace(/%/g, "%25").replace(/\r/g, "%0D").replace(/\n/g, "%0A").replace(/:/g, "%3A").replace(/,/g, "%2C");
}
var os, CMD_STRING, Command;
var init_command = __esm({
  "node_modules/@actions/core/lib/command.js"() {
    os = __toESM(require("os"), 1);
    init_utils();
    CMD_STRING = "::";
    Command = class {
      constructor(command, properties, message) {
        if (!command) {
          command = "missing.command";
        }
        this.command = command;
        this.properties = properties;
        this.message = message;
      }
      toString() {
        let cmdStr = CMD_STRING + this.command;
        if (this.properties && Object.keys(this.properties).length > 0) {
          cmdStr += " ";
          let first = true;
          for (const key2 in this.properties) {
            if (this.properties.hasOwnProperty(key2)) {
              const val = this.properties[key2];
              if (val) {
                if (first) {
                  first = false;
                } else {
                  cmdStr += ",";
                }
                cmdStr += `${key2}=${escapeProperty(val)}`;
              }
            }
          }
        }
        cmdStr += `${CMD_STRING}${escapeData(this.message)}`;
        return cmdStr;
      }
    };
  }
});

// node_modules/@actions/core/lib/file-command.js
function issueFileCommand(command, message) {
  const filePath = process.env[`GITHUB_${command}`];
  if (!filePath) {
    throw new Error(`Unable to find environment variable for file command ${command}`);
  }
  if (!fs.existsSync(filePath)) {
    throw new Error(`Missing file at path: ${filePath}`);
  }
  fs.appendFileSync(filePath, `${toCommandValue(message)}${os2.EOL}`, {
    encoding: "utf8"
  });
}
function prepareKeyValueMessage(key2, value) {
  const delimiter2 = `ghadelimiter_${crypto.randomUUID()}`;
  const convertedValue = toCommandValue(value);
  if (key2.includes(delimiter2)) {
    throw new Error(`Unexpected input: name should not contain the delimiter "${delimiter2}"`);
  }
  if (convertedValue.includes(delimiter2)) {
    throw new Error(`Unexpected input: value should not contain the delimiter "${delimiter2}"`);
  }
  return `${key2}<<${delimiter2}${os2.EOL}${convertedValue}${os2.EOL}${delimiter2}`;
}
var crypto, fs, os2;
var init_file_command = __esm({
  "node_modules/@actions/core/lib/file-command.js"() {
    crypto = __toESM(require("crypto"), 1);
    fs = __toESM(require("fs"), 1);
    os2 = __toESM(require("os"), 1);
    init_utils();
  }
});

// left-out:@actions/http-client
var require_http_client = __commonJS({
  "left-out:@actions/http-client"(exports2, module2) {
    module2.exports = new Proxy({}, { get(_, name) {
      if (name === "__esModule" || typeof name === "symbol") return void 0;
      return () => {
        throw new Error("@actions/http-client is not part of this bundle");
      };
    } });
  }
});

// left-out:@actions/http-client/lib/auth
var require_auth = __commonJS({
  "left-out:@actions/http-client/lib/auth"(exports2, module2) {
    module2.exports = new Proxy({}, { get(_, name) {
      if (name === "__esModule" || typeof name === "symbol") return void 0;
      return () => {
        throw new Error("@actions/http-client/lib/auth is not part of this bundle");
      };
    } });
  }
});

// node_modules/@actions/core/lib/oidc-utils.js
var import_http_client, import_auth;
var init_oidc_utils = __esm({
  "node_modules/@actions/core/lib/oidc-utils.js"() {
    import_http_client = __toESM(require_http_client(), 1);
    import_auth = __toESM(require_auth(), 1);
    init_core();
  }
});

// node_modules/@actions/core/lib/summary.js
var import_os, import_fs, __awaiter, access, appendFile, writeFile, SUMMARY_ENV_VAR, Summary, _summary;
var init_summary = __esm({
  "node_modules/@actions/core/lib/summary.js"() {
    import_os = require("os");
    import_fs = require("fs");
    __awaiter = function(thisArg, _arguments, P, generator) {
      function adopt(value) {
        return value instanceof P ? value : new P(function(resolve20) {
          resolve20(value);
        });
      }
      return new (P || (P = Promise))(function(resolve20, reject) {
        function fulfilled(value) {
          try {
            step(generator.next(value));
          } catch (e) {
            reject(e);
          }
        }
        function rejected(value) {
          try {
            step(generator["throw"](value));
          } catch (e) {
            reject(e);
          }
        }
        function step(result2) {
          result2.done ? resolve20(result2.value) : adopt(result2.value).then(fulfilled, rejected);
        }
        step((generator = generator.apply(thisArg, _arguments || [])).next());
      });
    };
    ({ access, appendFile, writeFile } = import_fs.promises);
    SUMMARY_ENV_VAR = "GITHUB_STEP_SUMMARY";
    Summary = class {
      constructor() {
        this._buffer = "";
      }
      /**
       * Finds the summary file path from the environment, rejects if env var is not found or file does not exist
       * Also checks r/w permissions.
       *
       * @returns step summary file path
       */
      filePath() {
        return __awaiter(this, void 0, void 0, function* () {
          if (this._filePath) {
            return this._filePath;
          }
          const pathFromEnv = process.env[SUMMARY_ENV_VAR];
          if (!pathFromEnv) {
            throw new Error(`Unable to find environment variable for $${SUMMARY_ENV_VAR}. Check if your runtime environment supports job summaries.`);
          }
          try {
            yield access(pathFromEnv, import_fs.constants.R_OK | import_fs.constants.W_OK);
          } catch (_a) {
            throw new Error(`Unable to access summary file: '${pathFromEnv}'. Check if the file has correct read/write permissions.`);
          }
          this._filePath = pathFromEnv;
          return this._filePath;
        });
      }
      /**
       * Wraps content in an HTML tag, adding any HTML attributes
       *
       * @param {string} tag HTML tag to wrap
       * @param {string | null} content content within the tag
       * @param {[attribute: string]: string} attrs key-value list of HTML attributes to add
       *
       * @returns {string} content wrapped in HTML element
       */
      wrap(tag, content, attrs = {}) {
        const htmlAttrs = Object.entries(attrs).map(([key2, value]) => ` ${key2}="${value}"`).join("");
        if (!content) {
          return `<${tag}${htmlAttrs}>`;
        }
        return `<${tag}${htmlAttrs}>${content}</${tag}>`;
      }
      /**
       * Writes text in the buffer to the summary buffer file and empties buffer. Will append by default.
       *
       * @param {SummaryWriteOptions} [options] (optional) options for write operation
       *
       * @returns {Promise<Summary>} summary instance
       */
      write(options) {
        return __awaiter(this, void 0, void 0, function* () {
          const overwrite = !!(options === null || options === void 0 ? void 0 : options.overwrite);
          const filePath = yield this.filePath();
          const writeFunc = overwrite ? writeFile : appendFile;
          yield writeFunc(filePath, this._buffer, { encoding: "utf8" });
          return this.emptyBuffer();
        });
      }
      /**
       * Clears the summary buffer and wipes the summary file
       *
       * @returns {Summary} summary instance
       */
      clear() {
        return __awaiter(this, void 0, void 0, function* () {
          return this.emptyBuffer().write({ overwrite: true });
        });
      }
      /**
       * Returns the current summary buffer as a string
       *
       * @returns {string} string of summary buffer
       */
      stringify() {
        return this._buffer;
      }
      /**
       * If the summary buffer is empty
       *
       * @returns {boolen} true if the buffer is empty
       */
      isEmptyBuffer() {
        return this._buffer.length === 0;
      }
      /**
       * Resets the summary buffer without writing to summary file
       *
       * @returns {Summary} summary instance
       */
      emptyBuffer() {
        this._buffer = "";
        return this;
      }
      /**
       * Adds raw text to the summary buffer
       *
       * @param {string} text content to add
       * @param {boolean} [addEOL=false] (optional) append an EOL to the raw text (default: false)
       *
       * @returns {Summary} summary instance
       */
      addRaw(text3, addEOL = false) {
        this._buffer += text3;
        return addEOL ? this.addEOL() : this;
      }
      /**
       * Adds the operating system-specific end-of-line marker to the buffer
       *
       * @returns {Summary} summary instance
       */
      addEOL() {
        return this.addRaw(import_os.EOL);
      }
      /**
       * Adds an HTML codeblock to the summary buffer
       *
       * @param {string} code content to render within fenced code block
       * @param {string} lang (optional) language to syntax highlight code
       *
       * @returns {Summary} summary instance
       */
      addCodeBlock(code2, lang) {
        const attrs = Object.assign({}, lang && { lang });
        const element = this.wrap("pre", this.wrap("code", code2), attrs);
        return this.addRaw(element).addEOL();
      }
      /**
       * Adds an HTML list to the summary buffer
       *
       * @param {string[]} items list of items to render
       * @param {boolean} [ordered=false] (optional) if the rendered list should be ordered or not (default: false)
       *
       * @returns {Summary} summary instance
       */
      addList(items, ordered = false) {
        const tag = ordered ? "ol" : "ul";
        const listItems = items.map((item) => this.wrap("li", item)).join("");
        const element = this.wrap(tag, listItems);
        return this.addRaw(element).addEOL();
      }
      /**
       * Adds an HTML table to the summary buffer
       *
       * @param {SummaryTableCell[]} rows table rows
       *
       * @returns {Summary} summary instance
       */
      addTable(rows2) {
        const tableBody = rows2.map((row2) => {
          const cells = row2.map((cell2) => {
            if (typeof cell2 === "string") {
              return this.wrap("td", cell2);
            }
            const { header, data, colspan, rowspan } = cell2;
            const tag = header ? "th" : "td";
            const attrs = Object.assign(Object.assign({}, colspan && { colspan }), rowspan && { rowspan });
            return this.wrap(tag, data, attrs);
          }).join("");
          return this.wrap("tr", cells);
        }).join("");
        const element = this.wrap("table", tableBody);
        return this.addRaw(element).addEOL();
      }
      /**
       * Adds a collapsable HTML details element to the summary buffer
       *
       * @param {string} label text for the closed state
       * @param {string} content collapsable content
       *
       * @returns {Summary} summary instance
       */
      addDetails(label, content) {
        const element = this.wrap("details", this.wrap("summary", label) + content);
        return this.addRaw(element).addEOL();
      }
      /**
       * Adds an HTML image tag to the summary buffer
       *
       * @param {string} src path to the image you to embed
       * @param {string} alt text description of the image
       * @param {SummaryImageOptions} options (optional) addition image attributes
       *
       * @returns {Summary} summary instance
       */
      addImage(src, alt, options) {
        const { width: width3, height: height2 } = options || {};
        const attrs = Object.assign(Object.assign({}, width3 && { width: width3 }), height2 && { height: height2 });
        const element = this.wrap("img", null, Object.assign({ src, alt }, attrs));
        return this.addRaw(element).addEOL();
      }
      /**
       * Adds an HTML section heading element
       *
       * @param {string} text heading text
       * @param {number | string} [level=1] (optional) the heading level, default: 1
       *
       * @returns {Summary} summary instance
       */
      addHeading(text3, level) {
        const tag = `h${level}`;
        const allowedTag = ["h1", "h2", "h3", "h4", "h5", "h6"].includes(tag) ? tag : "h1";
        const element = this.wrap(allowedTag, text3);
        return this.addRaw(element).addEOL();
      }
      /**
       * Adds an HTML thematic break (<hr>) to the summary buffer
       *
       * @returns {Summary} summary instance
       */
      addSeparator() {
        const element = this.wrap("hr", null);
        return this.addRaw(element).addEOL();
      }
      /**
       * Adds an HTML line break (<br>) to the summary buffer
       *
       * @returns {Summary} summary instance
       */
      addBreak() {
        const element = this.wrap("br", null);
        return this.addRaw(element).addEOL();
      }
      /**
       * Adds an HTML blockquote to the summary buffer
       *
       * @param {string} text quote text
       * @param {string} cite (optional) citation url
       *
       * @returns {Summary} summary instance
       */
      addQuote(text3, cite) {
        const attrs = Object.assign({}, cite && { cite });
        const element = this.wrap("blockquote", text3, attrs);
        return this.addRaw(element).addEOL();
      }
      /**
       * Adds an HTML anchor tag to the summary buffer
       *
       * @param {string} text link text/content
       * @param {string} href hyperlink
       *
       * @returns {Summary} summary instance
       */
      addLink(text3, href) {
        const element = this.wrap("a", text3, { href });
        return this.addRaw(element).addEOL();
      }
    };
    _summary = new Summary();
  }
});

// node_modules/@actions/core/lib/path-utils.js
var init_path_utils = __esm({
  "node_modules/@actions/core/lib/path-utils.js"() {
  }
});

// node_modules/@actions/io/lib/io-util.js
function exists(fsPath) {
  return __awaiter2(this, void 0, void 0, function* () {
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
  return __awaiter2(this, void 0, void 0, function* () {
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
            for (const actualName of yield readdir(directory)) {
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
var fs2, path, __awaiter2, chmod, copyFile, lstat, mkdir, open, readdir, rename, rm, rmdir, stat, symlink, unlink, IS_WINDOWS, READONLY;
var init_io_util = __esm({
  "node_modules/@actions/io/lib/io-util.js"() {
    fs2 = __toESM(require("fs"), 1);
    path = __toESM(require("path"), 1);
    __awaiter2 = function(thisArg, _arguments, P, generator) {
      function adopt(value) {
        return value instanceof P ? value : new P(function(resolve20) {
          resolve20(value);
        });
      }
      return new (P || (P = Promise))(function(resolve20, reject) {
        function fulfilled(value) {
          try {
            step(generator.next(value));
          } catch (e) {
            reject(e);
          }
        }
        function rejected(value) {
          try {
            step(generator["throw"](value));
          } catch (e) {
            reject(e);
          }
        }
        function step(result2) {
          result2.done ? resolve20(result2.value) : adopt(result2.value).then(fulfilled, rejected);
        }
        step((generator = generator.apply(thisArg, _arguments || [])).next());
      });
    };
    ({ chmod, copyFile, lstat, mkdir, open, readdir, rename, rm, rmdir, stat, symlink, unlink } = fs2.promises);
    IS_WINDOWS = process.platform === "win32";
    READONLY = fs2.constants.O_RDONLY;
  }
});

// node_modules/@actions/io/lib/io.js
function which(tool, check) {
  return __awaiter3(this, void 0, void 0, function* () {
    if (!tool) {
      throw new Error("parameter 'tool' is required");
    }
    if (check) {
      const result2 = yield which(tool, false);
      if (!result2) {
        if (IS_WINDOWS) {
          throw new Error(`Unable to locate executable file: ${tool}. Please verify either the file path exists or the file can be found within a directory specified by the PATH environment variable. Also verify the file has a valid extension for an executable file.`);
        } else {
          throw new Error(`Unable to locate executable file: ${tool}. Please verify either the file path exists or the file can be found within a directory specified by the PATH environment variable. Also check the file mode to verify the file is executable.`);
        }
      }
      return result2;
    }
    const matches2 = yield findInPath(tool);
    if (matches2 && matches2.length > 0) {
      return matches2[0];
    }
    return "";
  });
}
function findInPath(tool) {
  return __awaiter3(this, void 0, void 0, function* () {
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
    const matches2 = [];
    for (const directory of directories) {
      const filePath = yield tryGetExecutablePath(path2.join(directory, tool), extensions);
      if (filePath) {
        matches2.push(filePath);
      }
    }
    return matches2;
  });
}
var path2, __awaiter3;
var init_io = __esm({
  "node_modules/@actions/io/lib/io.js"() {
    path2 = __toESM(require("path"), 1);
    init_io_util();
    __awaiter3 = function(thisArg, _arguments, P, generator) {
      function adopt(value) {
        return value instanceof P ? value : new P(function(resolve20) {
          resolve20(value);
        });
      }
      return new (P || (P = Promise))(function(resolve20, reject) {
        function fulfilled(value) {
          try {
            step(generator.next(value));
          } catch (e) {
            reject(e);
          }
        }
        function rejected(value) {
          try {
            step(generator["throw"](value));
          } catch (e) {
            reject(e);
          }
        }
        function step(result2) {
          result2.done ? resolve20(result2.value) : adopt(result2.value).then(fulfilled, rejected);
        }
        step((generator = generator.apply(thisArg, _arguments || [])).next());
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
var os3, events, child, path3, import_timers, __awaiter4, IS_WINDOWS2, ToolRunner, ExecState;
var init_toolrunner = __esm({
  "node_modules/@actions/exec/lib/toolrunner.js"() {
    os3 = __toESM(require("os"), 1);
    events = __toESM(require("events"), 1);
    child = __toESM(require("child_process"), 1);
    path3 = __toESM(require("path"), 1);
    init_io();
    init_io_util();
    import_timers = require("timers");
    __awaiter4 = function(thisArg, _arguments, P, generator) {
      function adopt(value) {
        return value instanceof P ? value : new P(function(resolve20) {
          resolve20(value);
        });
      }
      return new (P || (P = Promise))(function(resolve20, reject) {
        function fulfilled(value) {
          try {
            step(generator.next(value));
          } catch (e) {
            reject(e);
          }
        }
        function rejected(value) {
          try {
            step(generator["throw"](value));
          } catch (e) {
            reject(e);
          }
        }
        function step(result2) {
          result2.done ? resolve20(result2.value) : adopt(result2.value).then(fulfilled, rejected);
        }
        step((generator = generator.apply(thisArg, _arguments || [])).next());
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
          let n = s.indexOf(os3.EOL);
          while (n > -1) {
            const line3 = s.substring(0, n);
            onLine(line3);
            s = s.substring(n + os3.EOL.length);
            n = s.indexOf(os3.EOL);
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
        const result2 = {
          cwd: options.cwd || process.cwd(),
          env: options.env || process.env,
          silent: options.silent || false,
          windowsVerbatimArguments: options.windowsVerbatimArguments || false,
          failOnStdErr: options.failOnStdErr || false,
          ignoreReturnCode: options.ignoreReturnCode || false,
          delay: options.delay || 1e4
        };
        result2.outStream = options.outStream || process.stdout;
        result2.errStream = options.errStream || process.stderr;
        return result2;
      }
      _getSpawnOptions(options, toolPath) {
        options = options || {};
        const result2 = {};
        result2.cwd = options.cwd;
        result2.env = options.env;
        result2["windowsVerbatimArguments"] = options.windowsVerbatimArguments || this._isCmdFile();
        if (options.windowsVerbatimArguments) {
          result2.argv0 = `"${toolPath}"`;
        }
        return result2;
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
        return __awaiter4(this, void 0, void 0, function* () {
          if (!isRooted(this.toolPath) && (this.toolPath.includes("/") || IS_WINDOWS2 && this.toolPath.includes("\\"))) {
            this.toolPath = path3.resolve(process.cwd(), this.options.cwd || process.cwd(), this.toolPath);
          }
          this.toolPath = yield which(this.toolPath, true);
          return new Promise((resolve20, reject) => __awaiter4(this, void 0, void 0, function* () {
            this._debug(`exec tool: ${this.toolPath}`);
            this._debug("arguments:");
            for (const arg of this.args) {
              this._debug(`   ${arg}`);
            }
            const optionsNonNull = this._cloneExecOptions(this.options);
            if (!optionsNonNull.silent && optionsNonNull.outStream) {
              optionsNonNull.outStream.write(this._getCommandString(optionsNonNull) + os3.EOL);
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
                stdbuffer = this._processLineBuffer(data, stdbuffer, (line3) => {
                  if (this.options.listeners && this.options.listeners.stdline) {
                    this.options.listeners.stdline(line3);
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
                errbuffer = this._processLineBuffer(data, errbuffer, (line3) => {
                  if (this.options.listeners && this.options.listeners.errline) {
                    this.options.listeners.errline(line3);
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
            cp.on("exit", (code2) => {
              state.processExitCode = code2;
              state.processExited = true;
              this._debug(`Exit code ${code2} received from tool '${this.toolPath}'`);
              state.CheckComplete();
            });
            cp.on("close", (code2) => {
              state.processExitCode = code2;
              state.processExited = true;
              state.processClosed = true;
              this._debug(`STDIO streams have closed for tool '${this.toolPath}'`);
              state.CheckComplete();
            });
            state.on("done", (error2, exitCode) => {
              if (stdbuffer.length > 0) {
                this.emit("stdline", stdbuffer);
              }
              if (errbuffer.length > 0) {
                this.emit("errline", errbuffer);
              }
              cp.removeAllListeners();
              if (error2) {
                reject(error2);
              } else {
                resolve20(exitCode);
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
        let error2;
        if (this.processExited) {
          if (this.processError) {
            error2 = new Error(`There was an error when attempting to execute the process '${this.toolPath}'. This may indicate the process failed to start. Error: ${this.processError}`);
          } else if (this.processExitCode !== 0 && !this.options.ignoreReturnCode) {
            error2 = new Error(`The process '${this.toolPath}' failed with exit code ${this.processExitCode}`);
          } else if (this.processStderr && this.options.failOnStdErr) {
            error2 = new Error(`The process '${this.toolPath}' failed because one or more lines were written to the STDERR stream`);
          }
        }
        if (this.timeout) {
          clearTimeout(this.timeout);
          this.timeout = null;
        }
        this.done = true;
        this.emit("done", error2, this.processExitCode);
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
  return __awaiter5(this, void 0, void 0, function* () {
    const commandArgs = argStringToArray(commandLine);
    if (commandArgs.length === 0) {
      throw new Error(`Parameter 'commandLine' cannot be null or empty.`);
    }
    const toolPath = commandArgs[0];
    args = commandArgs.slice(1).concat(args || []);
    const runner2 = new ToolRunner(toolPath, args, options);
    return runner2.exec();
  });
}
function getExecOutput(commandLine, args, options) {
  return __awaiter5(this, void 0, void 0, function* () {
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
var import_string_decoder, __awaiter5;
var init_exec = __esm({
  "node_modules/@actions/exec/lib/exec.js"() {
    import_string_decoder = require("string_decoder");
    init_toolrunner();
    __awaiter5 = function(thisArg, _arguments, P, generator) {
      function adopt(value) {
        return value instanceof P ? value : new P(function(resolve20) {
          resolve20(value);
        });
      }
      return new (P || (P = Promise))(function(resolve20, reject) {
        function fulfilled(value) {
          try {
            step(generator.next(value));
          } catch (e) {
            reject(e);
          }
        }
        function rejected(value) {
          try {
            step(generator["throw"](value));
          } catch (e) {
            reject(e);
          }
        }
        function step(result2) {
          result2.done ? resolve20(result2.value) : adopt(result2.value).then(fulfilled, rejected);
        }
        step((generator = generator.apply(thisArg, _arguments || [])).next());
      });
    };
  }
});

// node_modules/@actions/core/lib/platform.js
var import_os2, platform, arch;
var init_platform = __esm({
  "node_modules/@actions/core/lib/platform.js"() {
    import_os2 = __toESM(require("os"), 1);
    init_exec();
    platform = import_os2.default.platform();
    arch = import_os2.default.arch();
  }
});

// node_modules/@actions/core/lib/core.js
function getInput(name, options) {
  const val = process.env[`INPUT_${name.replace(/ /g, "_").toUpperCase()}`] || "";
  if (options && options.required && !val) {
    throw new Error(`Input required and not supplied: ${name}`);
  }
  if (options && options.trimWhitespace === false) {
    return val;
  }
  return val.trim();
}
function setOutput(name, value) {
  const filePath = process.env["GITHUB_OUTPUT"] || "";
  if (filePath) {
    return issueFileCommand("OUTPUT", prepareKeyValueMessage(name, value));
  }
  process.stdout.write(os5.EOL);
  issueCommand("set-output", { name }, toCommandValue(value));
}
function setFailed(message) {
  process.exitCode = ExitCode.Failure;
  error(message);
}
function isDebug() {
  return process.env["RUNNER_DEBUG"] === "1";
}
function debug(message) {
  issueCommand("debug", {}, message);
}
function error(message, properties = {}) {
  issueCommand("error", toCommandProperties(properties), message instanceof Error ? message.toString() : message);
}
function warning(message, properties = {}) {
  issueCommand("warning", toCommandProperties(properties), message instanceof Error ? message.toString() : message);
}
function info(message) {
  process.stdout.write(message + os5.EOL);
}
function startGroup(name) {
  issue("group", name);
}
function endGroup() {
  issue("endgroup");
}
function saveState(name, value) {
  const filePath = process.env["GITHUB_STATE"] || "";
  if (filePath) {
    return issueFileCommand("STATE", prepareKeyValueMessage(name, value));
  }
  issueCommand("save-state", { name }, toCommandValue(value));
}
function getState(name) {
  return process.env[`STATE_${name}`] || "";
}
var os5, ExitCode;
var init_core = __esm({
  "node_modules/@actions/core/lib/core.js"() {
    init_command();
    init_file_command();
    init_utils();
    os5 = __toESM(require("os"), 1);
    init_oidc_utils();
    init_summary();
    init_summary();
    init_path_utils();
    init_platform();
    (function(ExitCode2) {
      ExitCode2[ExitCode2["Success"] = 0] = "Success";
      ExitCode2[ExitCode2["Failure"] = 1] = "Failure";
    })(ExitCode || (ExitCode = {}));
  }
});

// src/model/errors.ts
function fullStorageOf(error2) {
  for (let cause = error2, depth = 0; typeof cause === "object" && cause !== null && depth < 8; depth++) {
    const { code: code2, cause: deeper } = cause;
    const found = typeof code2 === "string" ? fullStorage[code2] : void 0;
    if (found !== void 0) return found;
    cause = deeper;
  }
  return void 0;
}
async function wrapStageErrors(stage, what, work, blame, full = async () => void 0) {
  try {
    return await work();
  } catch (cause) {
    const failure = cause instanceof StageFailure ? cause : new StageFailure(stage, what, cause, blame);
    const storage = failure.blame === "SKIP" ? void 0 : fullStorageOf(failure) ?? await full();
    if (storage === void 0) throw failure;
    throw new StageFailure(failure.stage, storage, `free some space there. ${failure.message}`, "INCONCLUSIVE");
  }
}
var fullStorage, StageFailure, describeError, UserError, notStaged;
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
    describeError = (error2) => error2 instanceof UserError || error2 instanceof StageFailure ? error2.message : String(error2 instanceof Error ? error2.stack : error2);
    UserError = class extends Error {
      name = "UserError";
    };
    notStaged = (what, cause, full) => wrapStageErrors(
      "provision",
      what,
      () => Promise.reject(cause),
      cause instanceof UserError ? void 0 : "INCONCLUSIVE",
      full
    ).catch((failure) => failure);
  }
});

// src/lib/files.ts
async function filesBelow(folder) {
  const files = [];
  const walk = async (below) => {
    for (const entry of await (0, import_promises.readdir)(`${folder}/${below}`, { withFileTypes: true })) {
      const path5 = `${below}${entry.name}`;
      if (entry.isDirectory()) await walk(`${path5}/`);
      else if (entry.isFile() || entry.isSymbolicLink()) files.push({ path: path5, symlink: entry.isSymbolicLink() });
    }
  };
  await walk("");
  return files.sort((a, b) => a.path < b.path ? -1 : 1);
}
function makeWritable(folder, what) {
  const path5 = (0, import_node_path.resolve)(folder);
  try {
    make(path5);
    (0, import_node_fs.accessSync)(path5, import_node_fs.constants.W_OK | import_node_fs.constants.X_OK);
    const probe = `${path5}/.cowpio-${process.pid}`;
    (0, import_node_fs.writeFileSync)(probe, "");
    (0, import_node_fs.rmSync)(probe);
  } catch (cause) {
    throw new UserError(`${what} ${path5}: ${cause.message}; use a writable directory`, {
      cause
    });
  }
}
function make(path5) {
  const there = (0, import_node_fs.statSync)(path5, { throwIfNoEntry: false });
  if (there?.isDirectory()) return;
  if (there !== void 0) throw new Error("a file, not a directory");
  make((0, import_node_path.dirname)(path5));
  (0, import_node_fs.mkdirSync)(path5);
}
function homeOf({ HOME }, ofEntry = import_node_os.homedir) {
  if (HOME?.startsWith("/")) return HOME;
  try {
    return ofEntry();
  } catch {
    return "/root";
  }
}
function defaultCacheDir(env, ofEntry) {
  const base = env["XDG_CACHE_HOME"];
  return `${base?.startsWith("/") ? base : `${homeOf(env, ofEntry)}/.cache`}/cowpio`;
}
var import_node_fs, import_promises, import_node_os, import_node_path;
var init_files = __esm({
  "src/lib/files.ts"() {
    "use strict";
    import_node_fs = require("node:fs");
    import_promises = require("node:fs/promises");
    import_node_os = require("node:os");
    import_node_path = require("node:path");
    init_errors();
  }
});

// src/lib/storage.ts
function watchStorage(storage, writable = Object.keys(storage)) {
  const seen = /* @__PURE__ */ new Set();
  const sample = async () => {
    for (const [folder, what] of Object.entries(storage))
      if ((await freeBytes(folder) ?? fullBelow) < fullBelow) seen.add(what);
  };
  const timer = setInterval(sample, interval);
  timer.unref();
  const full = async () => {
    await sample();
    const [first] = seen;
    if (first !== void 0) return first;
    for (const folder of writable) {
      const code2 = await codeOfWrite(folder);
      const text3 = code2 === "ENOSPC" ? storage[folder] : fullStorageOf({ code: code2 });
      if (text3 !== void 0) return text3;
    }
    return void 0;
  };
  return { full, [Symbol.dispose]: () => clearInterval(timer) };
}
async function freeBytes(folder) {
  const free = await (0, import_promises2.statfs)(folder).catch(() => void 0);
  if (free === void 0 || free.blocks === 0) return free && Number.POSITIVE_INFINITY;
  return (free.type === btrfsMagic ? free.bavail : free.bfree) * free.bsize;
}
async function codeOfWrite(folder) {
  const path5 = `${folder}/.cowpio-${(0, import_node_crypto.randomBytes)(8).toString("hex")}`;
  try {
    const file = await (0, import_promises2.open)(path5, "wx");
    try {
      await file.write(Buffer.alloc(4096, 1));
      await file.sync();
    } finally {
      await file.close();
      await (0, import_promises2.rm)(path5, { force: true });
    }
    return void 0;
  } catch (error2) {
    return error2.code;
  }
}
var import_node_crypto, import_promises2, fullBelow, btrfsMagic, interval;
var init_storage = __esm({
  "src/lib/storage.ts"() {
    "use strict";
    import_node_crypto = require("node:crypto");
    import_promises2 = require("node:fs/promises");
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

// src/model/command.ts
var shellQuote, capabilities, confined, alone;
var init_command2 = __esm({
  "src/model/command.ts"() {
    "use strict";
    shellQuote = ({ program, args }) => [program, ...args].map((word3) => /^[\w@%+=:,./-]+$/.test(word3) ? word3 : `'${word3.replaceAll("'", `'\\''`)}'`).join(" ");
    capabilities = ["CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "SETFCAP", "SETGID", "SETUID", "SYS_CHROOT"];
    confined = (root2, program, ...args) => ({
      program: "bwrap",
      args: [
        ...["--bind", root2, "/"],
        ...["--dev", "/dev", "--proc", "/proc", "--tmpfs", "/run"],
        // Root writes to these without any capability (kernel/sysctl: test_perm).
        ...["--ro-bind", "/sys", "/sys", "--ro-bind", "/proc/sys", "/proc/sys"],
        ...["--ro-bind-try", "/proc/sysrq-trigger", "/proc/sysrq-trigger"],
        ...alone,
        ...capabilities.flatMap((name) => ["--cap-add", `CAP_${name}`]),
        ...["--chdir", "/", "--", program, ...args]
      ]
    });
    alone = [
      ...["--unshare-pid", "--unshare-ipc", "--unshare-uts", "--new-session", "--die-with-parent"],
      ...["--cap-drop", "ALL"]
    ];
  }
});

// src/model/generators.ts
var guestDrivers, optionSets, optionSetNames, archivePath, tmpdir, cowpioPath, dracut, generators, generatorOf;
var init_generators = __esm({
  "src/model/generators.ts"() {
    "use strict";
    init_command2();
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
    optionSetNames = Object.keys(optionSets);
    archivePath = (recipe2) => `/boot/initramfs-${recipe2}.img`;
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
      version: (root2) => confined(root2, "sh", "-c", "dracut --version || true"),
      // Sharing needs no compression and no stripping, as dracut documents. `--enhanced-cpio` calls dracut-cpio.
      command: (root2, { kernel, dracutOptions }, recipe2) => confined(
        root2,
        "dracut",
        ...["--force", "--reproducible", "--tmpdir", tmpdir],
        ...recipe2 === "reflink" ? ["--keep"] : [],
        ...["--kver", kernel.version],
        ...recipe2 === "reflink" ? [...optionSets[dracutOptions].options, "--enhanced-cpio"] : ["--no-hostonly", `--${recipe2}`],
        archivePath(recipe2)
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
      logging: (debug2) => ({ "/etc/dracut.conf.d/99-cowpio.conf": `stdloglvl=${debug2 ? 5 : 4}
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
      kernelOptions: (seconds2) => [
        "rd.shell=0",
        "rd.emergency=poweroff",
        `rd.timeout=${seconds2}`,
        `rd.retry=${Math.ceil(seconds2 / 2)}`
      ]
    };
    generators = { dracut };
    generatorOf = (_plan) => generators.dracut;
  }
});

// src/model/axes.ts
var writers, writerNames, bootloaders, cloneKernels, accelerators, axes, axisNames, closedAxes, closedValues, unusualAxes, unusualOf;
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
    accelerators = ["tcg", "kvm"];
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
    closedValues = (values) => Object.fromEntries(closedAxes.map(({ field }) => [field, values[field]]));
    unusualAxes = Object.values(axes).filter((axis) => "usual" in axis);
    unusualOf = (values) => unusualAxes.filter(({ field, usual }) => values[field] !== usual).map(({ field }) => values[field]);
  }
});

// src/model/cell.ts
var stages, compressions, keeps, isControl, inContainer;
var init_cell = __esm({
  "src/model/cell.ts"() {
    "use strict";
    stages = ["provision", "stage", "archive", "verify", "boot"];
    compressions = ["gzip", "zstd"];
    keeps = ["none", "failed", "all"];
    isControl = ({ expected }) => expected.sharing !== "shared" || expected.boot !== "boots";
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
    notBooted = (sharing2) => ({ sharing: sharing2, boot: "not tried" });
    noBoot = (fault, sharing2 = "shared") => ({
      sharing: sharing2,
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
        beforeUnpacking: (root2) => [{ program: "chattr", args: ["+C", root2] }],
        beforeGenerator: (root2) => [{ program: "chattr", args: ["-C", `${root2}${tmpdir}`, `${root2}/boot`] }]
      },
      "other-file-system": {
        says: "the generator's temporary directory is a tmpfs",
        expected: notBooted("copied"),
        beforeGenerator: (root2) => [{ program: "mount", args: ["-t", "tmpfs", "tmpfs", `${root2}${tmpdir}`] }]
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

// src/model/grouped.ts
function grouped(values, keyOf2) {
  const groups = /* @__PURE__ */ new Map();
  for (const value of values) {
    const key2 = keyOf2(value);
    const group = groups.get(key2);
    if (group === void 0) groups.set(key2, [value]);
    else group.push(value);
  }
  return groups;
}
var init_grouped = __esm({
  "src/model/grouped.ts"() {
    "use strict";
  }
});

// src/plan/combinations.ts
function combine(values, rules) {
  const leftOut = [];
  const sensible = (some) => {
    const accepted = [];
    for (const combination2 of some) {
      if (rules.exclude.some((rule) => matches(combination2, rule))) continue;
      const reason2 = combinationProblem(combination2);
      if (reason2 === void 0) accepted.push(combination2);
      else leftOut.push({ combination: combination2, reason: reason2 });
    }
    return accepted;
  };
  const all2 = sensible(product(values));
  const covering = rules.coverage === "pairs" ? coverPairs(all2) : all2;
  const more = sensible(rules.include.map((rule) => completed(rule, values)));
  return { chosen: [...new Map([...covering, ...more].map((one2) => [keyOf(one2), one2])).values()], leftOut };
}
function combinationProblem({ fileSystem, writer, dracutOptions, cloneKernel }) {
  const { noReflink } = profileOf(fileSystem);
  if (cloneKernel === "guest" && noReflink !== void 0) return `a guest has nothing to clone: ${noReflink}`;
  if (cloneKernel === "guest" && writer !== "cowpio") return `the guest writes with cowpio alone, not with ${writer}`;
  const set = optionSets[dracutOptions];
  if ("align" in set && !writers[writer].reflinks) return `${writer} does not align data, so neither to 64 KiB`;
  if ("align" in set && "calledAs" in writers[writer]) return `${writer} gets dracut's own alignment, so not 64 KiB`;
  return void 0;
}
function coverPairs(all2) {
  const owners = /* @__PURE__ */ new Map();
  const missing = [];
  const pairsOf = (combination2) => axisNames.flatMap(
    (first, index) => axisNames.slice(index + 1).map((second2) => `${index}\0${second2}\0${combination2[axes[first].field]}\0${combination2[axes[second2].field]}`)
  );
  for (const [index, combination2] of all2.entries()) {
    const pairs = pairsOf(combination2);
    missing.push(pairs.length);
    for (const pair of pairs) {
      const own2 = owners.get(pair);
      if (own2 === void 0) owners.set(pair, [index]);
      else own2.push(index);
    }
  }
  const taken = [];
  while (owners.size > 0) {
    const best = missing.reduce((max, count, index) => count > missing[max] ? index : max, 0);
    taken.push(best);
    for (const pair of pairsOf(all2[best])) {
      for (const owner of owners.get(pair) ?? []) missing[owner] = missing[owner] - 1;
      owners.delete(pair);
    }
  }
  return taken.sort((a, b) => a - b).map((index) => all2[index]);
}
function contradictions({
  axes: axes2,
  include,
  exclude
}) {
  const excluding = (combination2) => exclude.find((rule) => matches(combination2, rule));
  const added = include.map((rule) => ({ rule, combination: completed(rule, axes2) }));
  const contradicted = added.flatMap(({ rule, combination: combination2 }) => {
    const by = excluding(combination2);
    return by === void 0 ? [] : [
      `include: "${text(rule)}" is left out by exclude "${text(by)}". Axes that an included cell does not name use their first value`
    ];
  });
  if (contradicted.length > 0) return contradicted;
  let excluded2 = 0;
  const reasons2 = /* @__PURE__ */ new Set();
  for (const some of [product(axes2), added.map(({ combination: combination2 }) => combination2)])
    for (const combination2 of some) {
      const reason2 = combinationProblem(combination2);
      if (excluding(combination2) !== void 0) excluded2++;
      else if (reason2 === void 0) return [];
      else reasons2.add(reason2);
    }
  const why = [
    ...excluded2 > 0 ? [`exclude "${exclude.map(text).join("; ")}" leaves out ${excluded2} of its combinations`] : [],
    ...reasons2
  ];
  return [`the matrix has no cell: ${why.join("; ")}`];
}
var fields, coverages, product, matches, completed, keyOf, text;
var init_combinations = __esm({
  "src/plan/combinations.ts"() {
    "use strict";
    init_axes();
    init_file_systems();
    init_generators();
    fields = axisNames.map((axis) => axes[axis].field);
    coverages = ["all", "pairs"];
    product = (values) => fields.reduce(
      (some, field) => some.flatMap((one2) => values[field].map((value) => ({ ...one2, [field]: value }))),
      [{}]
    );
    matches = (combination2, rule) => axisNames.every((axis) => rule[axis] === void 0 || rule[axis] === combination2[axes[axis].field]);
    completed = (rule, values) => Object.fromEntries(
      axisNames.map((axis) => [axes[axis].field, rule[axis] ?? values[axes[axis].field][0]])
    );
    keyOf = (combination2) => axisNames.map((axis) => combination2[axes[axis].field]).join("\0");
    text = (rule) => Object.entries(rule).map(([axis, value]) => `${axis}=${value}`).join(" ");
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

// src/plan/words.ts
function wordsOf(text3) {
  return text3.split("\n").flatMap((line3) => {
    const words = line3.match(word) ?? [];
    return isOnePath(words) && !/["'\\]/.test(line3) ? [line3.trim()] : words.map(unquoted);
  });
}
function suggest(typed2, known) {
  const near = known.map((word3) => ({ word: word3, mistakes: editDistance(typed2.toLowerCase(), word3) })).sort((a, b) => a.mistakes - b.mistakes)[0];
  return near !== void 0 && near.mistakes <= Math.min(2, (typed2.length - 1) / 2) ? `, did you mean "${near.word}"? Use ${known.join(", ")}` : `. Use ${known.join(", ")}`;
}
function editDistance(a, b) {
  let before = [];
  let row2 = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const at = (from, index) => from[index];
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      next.push(
        Math.min(
          at(row2, j) + 1,
          at(next, j - 1) + 1,
          at(row2, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1),
          swapped ? at(before, j - 2) + 1 : Number.POSITIVE_INFINITY
        )
      );
    }
    before = row2;
    row2 = next;
  }
  return row2[b.length];
}
var word, quoted, startsPath, isOnePath, unquoted, asWord;
var init_words = __esm({
  "src/plan/words.ts"() {
    "use strict";
    word = /(?:\\.|"(?:[^"\\]|\\.)*"|'[^']*'|[^\s,])+/g;
    quoted = /\\(.)|"((?:[^"\\]|\\.)*)"|'([^']*)'/g;
    startsPath = (text3) => /^\.{0,2}\//.test(text3);
    isOnePath = ([first = "", ...rest]) => startsPath(first) && !rest.some((text3) => startsPath(text3) || text3.includes(":")) && (rest.at(-1) ?? "").includes("/");
    unquoted = (text3) => text3.replace(
      quoted,
      (_, escaped, double, single) => escaped ?? double?.replace(/\\(["\\])/g, "$1") ?? single ?? ""
    );
    asWord = (text3) => /[\s,\\]/.test(text3) || unquoted(text3) !== text3 ? `"${text3.replace(/["\\]/g, "\\$&")}"` : text3;
  }
});

// src/plan/sources.ts
function kernelSource(value) {
  if (value === "builtin") return { kind: "builtin" };
  const named6 = /^package:([a-z0-9][a-z0-9.+~-]+)@([a-z]+)$/.exec(value);
  const [, name = `linux-image-cloud-${architecture.debian}`, suite = debianKernels[value]] = named6 ?? [];
  return suite === void 0 ? pathOf(value) : { kind: "debian", suite, package: name };
}
function distroSource(value) {
  if (value === "builtin") return { kind: "builtin" };
  const suite = debianDistros.find((name) => name === value);
  if (suite !== void 0) return { kind: "debian", suite };
  const [, released, reference] = /^(?:release:([a-z]+)|image:(.+))$/.exec(value) ?? [];
  if (released !== void 0) return { kind: "release", suite: released };
  return reference === void 0 ? pathOf(value) : { kind: "image", reference };
}
function dracutSource(value) {
  if (value === "builtin") return { kind: "builtin" };
  if (!value.startsWith("git:")) return pathOf(value);
  const [, revision, path5] = gitSource.exec(value) ?? [];
  return revision === void 0 || path5 === void 0 ? void 0 : { kind: "git", revision, path: path5 };
}
function completeBase(base, tested) {
  const [, revision, path5] = gitSource.exec(base) ?? [];
  const source = dracutSource(tested);
  if (revision === void 0 || path5 !== void 0 || source === void 0 || source.kind === "builtin") return base;
  return asText({ kind: "git", revision, path: source.path });
}
var debianKernels, debianDistros, sourceNames, pathOf, gitSource, asText, unknown, sourceProblem;
var init_sources = __esm({
  "src/plan/sources.ts"() {
    "use strict";
    init_architectures();
    init_words();
    debianKernels = {
      "5.10": "bullseye",
      "6.1": "bookworm",
      "6.12": "trixie",
      // sid's current kernel: the report has its version.
      sid: "sid"
    };
    debianDistros = ["bookworm", "trixie", "sid"];
    sourceNames = {
      kernel: [...Object.keys(debianKernels), "builtin"],
      distro: [...debianDistros, "builtin"],
      dracut: ["builtin"]
    };
    pathOf = (value) => value.includes("/") ? { kind: "path", path: value } : void 0;
    gitSource = /^git:((?!-)(?:[^\s@]|@\{[^\s}]*\})+)(?:@(.+))?$/;
    asText = ({ revision, path: path5 }) => `git:${revision}@${path5}`;
    unknown = (value, axis, known) => `unknown ${axis} "${value}"${suggest(value, known)}, or a path (./${value})`;
    sourceProblem = {
      kernel: (value) => kernelSource(value) ? void 0 : unknown(value, "kernel", sourceNames.kernel),
      distro: (value) => distroSource(value) ? void 0 : unknown(value, "distro", [...sourceNames.distro, "release:SUITE", "image:REFERENCE"]),
      dracut: (value) => dracutSource(value) ? void 0 : unknown(value, "dracut", [...sourceNames.dracut, "git:REVISION@PATH"])
    };
  }
});

// src/plan/names.ts
function namesOf(combinations) {
  const kernels = distinctNames(combinations.map(({ kernel }) => kernel));
  const distros = distinctNames(combinations.map(({ distro }) => distro).concat(axes.distro.usual));
  const dracuts = distinctNames(combinations.map(({ dracut: dracut2 }) => dracut2).concat(axes.dracut.usual));
  return ({ kernel, distro, dracut: dracut2 }) => ({
    kernel: kernels.get(kernel),
    distro: distros.get(distro),
    dracut: dracuts.get(dracut2)
  });
}
function idsOf(combinations, names) {
  const ids = combinations.map((combination2) => idOf(combination2, names(combination2)));
  if (new Set(ids).size === ids.length) return ids;
  const keyed = combinations.map((combination2, position) => ({ key: keyOf(combination2), position }));
  const order = keyed.sort((a, b) => a.key < b.key ? -1 : 1).map(({ position }) => position);
  const own2 = numbered(
    order.map((position) => ids[position]),
    "-"
  );
  for (const [index, position] of order.entries()) ids[position] = own2[index];
  return ids;
}
function distinctNames(requested) {
  const isPath = (value) => Number(/[/:]/.test(value));
  const values = [...new Set(requested)].sort((a, b) => isPath(a) - isPath(b) || (a < b ? -1 : 1));
  const parts2 = new Map(values.map((value) => [value, 1]));
  const named6 = (value, more = 0) => nameOf(value, parts2.get(value) + more);
  for (; ; ) {
    const names2 = values.map((value) => named6(value));
    const same = new Set(names2.filter((name, index) => names2.indexOf(name) !== index));
    const longer = values.filter((value) => same.has(named6(value)) && named6(value, 1) !== named6(value));
    if (longer.length === 0) break;
    for (const value of longer) parts2.set(value, parts2.get(value) + 1);
  }
  const names = numbered(
    values.map((value) => named6(value)),
    "_"
  );
  return new Map(values.map((value, index) => [value, names[index]]));
}
function nameOf(requested, parts2 = 1) {
  const source = dracutSource(requested);
  const path5 = (source?.kind === "git" ? `${source.path}/${source.revision}` : requested.replace(/^(image|package):/, "")).split("/");
  const tail2 = path5.filter((part) => part !== "" && part !== ".").slice(-parts2);
  return (tail2.join("_") || requested).replace(/\.tar(\.\w+)?$/, "").replace(/[^A-Za-z0-9._+]/g, "_");
}
function numbered(names, before) {
  const used = /* @__PURE__ */ new Set();
  const all2 = new Set(names);
  return names.map((name) => {
    let own2 = name;
    for (let number2 = 2; used.has(own2) || own2 !== name && all2.has(own2); number2++) own2 = `${name}${before}${number2}`;
    used.add(own2);
    return own2;
  });
}
var idOf;
var init_names = __esm({
  "src/plan/names.ts"() {
    "use strict";
    init_axes();
    init_combinations();
    init_sources();
    idOf = (combination2, { kernel, distro, dracut: dracut2 }) => [combination2.fileSystem, kernel, ...unusualOf({ ...combination2, distro, dracut: dracut2 })].join("-");
  }
});

// src/plan/cells.ts
function planCells(request) {
  const { chosen, leftOut } = combine(request.axes, request);
  const unwanted = leftOut.map(({ combination: combination2 }) => combination2);
  const bases = request.base === "" ? [] : chosen.map((combination2) => ({ ...combination2, dracut: request.base }));
  const names = namesOf([...chosen, ...bases, ...unwanted]);
  const ids = idsOf([...chosen, ...bases], names);
  const omitted3 = idsOf(unwanted, names);
  const firstOf2 = new Map(chosen.toReversed().map((one2) => [withoutFileSystem(one2), one2]));
  const planned2 = (combination2, index) => ({
    id: ids[index],
    combination: combination2,
    names: names(combination2),
    fault: "none",
    expected: expectationOf(combination2)
  });
  const cells = chosen.map((combination2, index) => {
    const base = bases[index] && { ...planned2(bases[index], chosen.length + index), compareWith: [] };
    const compared2 = combination2 === firstOf2.get(withoutFileSystem(combination2)) && isCompared(combination2);
    return {
      ...planned2(combination2, index),
      compareWith: compared2 ? request.compareWith : [],
      ...base ? { base } : {}
    };
  });
  return {
    cells: [...cells, ...planControls(request.controls, chosen, names)],
    omitted: leftOut.map(({ reason: reason2 }, index) => ({ id: omitted3[index], reason: reason2 }))
  };
}
function expectationOf({ fileSystem, writer }) {
  const shares = profileOf(fileSystem).noReflink === void 0 && writers[writer].reflinks;
  return { sharing: shares ? "shared" : "copied", boot: "boots" };
}
function completeCell({ combination: combination2, names, ...spec }, staged) {
  const scaled = (ms) => Math.max(minMs, ms * timeoutFactor[staged.accelerator]);
  const boot = scaled(staged.bootDeadline);
  const stall = Math.min(boot, stallMs);
  return {
    ...spec,
    ...closedValues(combination2),
    dracut: names.dracut,
    requested: combination2,
    ...staged.checkout ? { checkout: staged.checkout } : {},
    ...staged.boots !== void 0 && staged.boots > 1 && !isControl(spec) ? { boots: staged.boots } : {},
    ...staged.keep === void 0 || staged.keep === "none" ? {} : { keep: staged.keep },
    ...staged.debug ? { debug: true } : {},
    ...staged.runInputs ? { runInputs: staged.runInputs } : {},
    kernel: { ...staged.kernel, name: names.kernel },
    distro: { ...staged.distro, name: names.distro },
    nonce: staged.nonce,
    // Small images are slow on Btrfs (metadata reservations overflow); a sparse file costs what is written.
    imageSize: 6 * GiB,
    accelerator: staged.accelerator,
    ...isOfDebian(combination2) ? { anyProcessor: true } : {},
    ...staged.processors === void 0 ? {} : { processors: staged.processors },
    ...staged.guestMemory === void 0 ? {} : { guestMemory: staged.guestMemory },
    deadlines: { dracut: dracutMs, boot, stall, clone: scaled(cloneMs) }
  };
}
function isOfDebian({ kernel, distro }) {
  const own2 = distroSource(distro)?.kind;
  return (own2 === "debian" || own2 === "release") && kernelSource(kernel)?.kind === "debian";
}
function planControls(requested, chosen, names) {
  const base = chosen.findLast(
    ({ fileSystem, writer, dracutOptions }) => profileOf(fileSystem).noReflink === void 0 && writer === "cowpio" && dracutOptions === "plain"
  );
  if (base === void 0) return [];
  const sharing2 = chosen.find(({ fileSystem }) => profileOf(fileSystem).noReflink === void 0) ?? base;
  const wanted2 = allControls.filter(
    (control) => requested.some((word3) => word3 === control.name || controlSets[word3]?.includes(control))
  );
  return wanted2.filter(({ fault, fileSystem }) => fault !== "none" || chosen.every((one2) => one2.fileSystem !== fileSystem)).map(({ name, fault, fileSystem, expected }) => ({
    id: `${controlPrefix}${name}-${names(base).kernel}`,
    names: names(base),
    combination: {
      ...base,
      fileSystem: fileSystem ?? sharing2.fileSystem,
      bootloader: "direct",
      // With cloning guests, an unaligned one has to be detected, too.
      cloneKernel: faultOf(fault).unaligned && chosen.some(({ cloneKernel }) => cloneKernel === "guest") ? "guest" : "host"
    },
    fault,
    expected,
    compareWith: []
  }));
}
var isCompared, withoutFileSystem, withBases, maxExamples, groupOmitted, GiB, stallMs, dracutMs, cloneMs, timeoutFactor, minMs, ext4, allControls, fewControls, controlSets, controlNames, controlOf, controlPrefix;
var init_cells = __esm({
  "src/plan/cells.ts"() {
    "use strict";
    init_axes();
    init_cell();
    init_faults();
    init_file_systems();
    init_grouped();
    init_combinations();
    init_names();
    init_sources();
    isCompared = ({ writer, dracutOptions }) => writer === "cowpio" && dracutOptions === "plain";
    withoutFileSystem = ({ fileSystem: _, ...others }) => JSON.stringify(others);
    withBases = (cells) => cells.flatMap((cell2) => cell2.base ? [cell2.base, cell2] : [cell2]);
    maxExamples = 20;
    groupOmitted = (omitted3) => [...grouped(omitted3, ({ reason: reason2 }) => reason2)].map(([reason2, own2]) => ({
      reason: reason2,
      count: own2.length,
      examples: own2.slice(0, maxExamples).map(({ id }) => id)
    }));
    GiB = 2 ** 30;
    stallMs = 45e3;
    dracutMs = 6e5;
    cloneMs = 12e4;
    timeoutFactor = { tcg: 1, kvm: 0.25 };
    minMs = 1e4;
    ext4 = {
      name: "ext4",
      says: "no fault, on a file system that cannot share",
      fault: "none",
      fileSystem: "ext4",
      expected: { sharing: "copied", boot: "boots" }
    };
    allControls = [
      ext4,
      ...faultNames.flatMap((name) => {
        const { says, expected, fileSystem } = faultOf(name);
        return says === void 0 || expected === void 0 ? [] : [{ name, says, fault: name, expected, ...fileSystem ? { fileSystem } : {} }];
      })
    ];
    fewControls = allControls.filter(({ name }) => ["ext4", "unaligned", "no-init"].includes(name));
    controlSets = { few: fewControls, all: allControls, none: [] };
    controlNames = [...Object.keys(controlSets), ...allControls.map(({ name }) => name)];
    controlOf = (fault) => allControls.find((control) => control.fault === fault)?.name ?? "none";
    controlPrefix = "control-";
  }
});

// src/report/paths.ts
var logOf, consoleOf, contentsOf, baseOf, keptFolder, keptOf, outputFolders, logsOf;
var init_paths = __esm({
  "src/report/paths.ts"() {
    "use strict";
    logOf = (cell2) => `logs/${cell2}.log`;
    consoleOf = (cell2, recipe2) => `consoles/${cell2}-${recipe2}.log`;
    contentsOf = (cell2) => `contents/${cell2}.jsonl`;
    baseOf = (report) => `${report}/base`;
    keptFolder = "kept";
    keptOf = (cell2) => `${keptFolder}/${cell2}`;
    outputFolders = ["consoles", "logs", "contents"];
    logsOf = ({ plan: plan3, outcome: outcome2 }) => [
      ...Object.keys(outcome2.stageTimes).length > 0 ? [logOf(plan3.id)] : [],
      ...(outcome2.evidence?.archives ?? []).map(({ recipe: recipe2 }) => consoleOf(plan3.id, recipe2))
    ];
  }
});

// src/model/outcome.ts
var statuses, hopNames, lossReasons, maxGeneratorErrors, elapsed;
var init_outcome = __esm({
  "src/model/outcome.ts"() {
    "use strict";
    statuses = ["PASS", "FAIL", "ERROR", "INCONCLUSIVE", "SKIP"];
    hopNames = ["installed to staging", "staging to archive", "archive to output"];
    lossReasons = ["other file system", "not aligned", "copied"];
    maxGeneratorErrors = 200;
    elapsed = (times2) => Object.values(times2).reduce((sum, ms) => sum + ms, 0);
  }
});

// src/report/figures.ts
function duration(ms) {
  if (ms < 1e3) return milliseconds(ms);
  if (ms < 12e4) return seconds(ms);
  const whole2 = Math.round(ms / 1e3);
  return `${Math.floor(whole2 / 60)} min ${whole2 % 60} s`;
}
function spread(values, format) {
  const [smallest2, largest] = [format(Math.min(...values)), format(Math.max(...values))];
  const [figure2 = "", unit = ""] = smallest2.split(/ (?=\D+$)/);
  return (smallest2 === largest ? smallest2 : `${largest.endsWith(` ${unit}`) ? figure2 : smallest2} to ${largest}`).replaceAll(" ", "\xA0");
}
function summaryOf(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (part) => {
    const location2 = part * (sorted.length - 1);
    const [low, high] = [sorted[Math.floor(location2)], sorted[Math.ceil(location2)]];
    return low + (high - low) * (location2 - Math.floor(location2));
  };
  return { min: at(0), lower: at(0.25), median: at(0.5), upper: at(0.75), max: at(1) };
}
var megabytes, gigabytes, seconds, milliseconds, percent, recipeNames, kernelToInit, unpacking, memory, realRoot, rows;
var init_figures = __esm({
  "src/report/figures.ts"() {
    "use strict";
    megabytes = (bytes) => bytes > 0 && bytes < 5e3 ? "< 0.01 MB" : `${(bytes / 1e6).toFixed(2)} MB`;
    gigabytes = (bytes) => `${(bytes / 1e9).toFixed(1)} GB`;
    seconds = (ms) => `${(ms / 1e3).toFixed(2)} s`;
    milliseconds = (ms) => `${ms.toFixed(0)} ms`;
    percent = (part, whole2) => whole2 === 0 ? "\u2013" : `${(Math.floor(part / whole2 * 1e4) / 100).toFixed(2)} %`;
    recipeNames = {
      reflink: "reflink (cowpio)",
      gzip: "plain dracut, gzip",
      zstd: "plain dracut, zstd"
    };
    kernelToInit = (boot) => {
      if (boot.kind !== "booted") return boot.kind;
      const { guest } = boot.times.kernelToInit;
      return guest === void 0 ? "the kernel printed no times" : milliseconds(guest);
    };
    unpacking = (boot) => boot.kind !== "booted" || boot.times.unpacking === void 0 ? "\u2013" : milliseconds(boot.times.unpacking);
    memory = (boot) => boot.kind !== "booted" || boot.memoryAvailable === void 0 ? "\u2013" : megabytes(boot.memoryAvailable);
    realRoot = (boot) => boot.kind === "booted" ? seconds(boot.times.realRoot.wall) : boot.kind;
    rows = [
      { name: "image creation", measured: "dracut, wall", of: ({ createMs }) => seconds(createMs) },
      { name: "kernel to /init", measured: "guest's clock", of: ({ boot }) => kernelToInit(boot) },
      { name: "unpacking", measured: "guest clock, during other work", of: ({ boot }) => unpacking(boot) },
      { name: "memory available", measured: "once unpacked, MemAvailable", of: ({ boot }) => memory(boot) },
      { name: "cold boot to the real root", measured: "wall, from QEMU's start", of: ({ boot }) => realRoot(boot) },
      { name: "FIEMAP total", measured: "the archive file", of: ({ fiemap: fiemap2 }) => megabytes(fiemap2.total) },
      { name: "FIEMAP shared", measured: "with anybody", of: ({ fiemap: fiemap2 }) => megabytes(fiemap2.shared) },
      { name: "FIEMAP exclusive", measured: "shared with no other file", of: ({ fiemap: fiemap2 }) => megabytes(fiemap2.exclusive) },
      {
        name: "shared by place",
        measured: "with the installed originals",
        of: ({ recipe: recipe2 }, { shared }) => recipe2 === "reflink" ? megabytes(shared) : "\u2013"
      },
      {
        name: "of what can be shared",
        measured: "whole blocks, identical original",
        of: ({ recipe: recipe2 }, { shared, shareable }) => recipe2 === "reflink" ? percent(shared, shareable) : "\u2013"
      },
      {
        name: "of the whole image",
        measured: "compressed segments included",
        of: ({ recipe: recipe2 }, { shared, size }) => recipe2 === "reflink" ? percent(shared, size) : "\u2013"
      },
      { name: "extents", measured: "of the archive file", of: ({ fiemap: fiemap2 }) => `${fiemap2.extents}` },
      { name: "free space used", measured: "statfs, synced", of: ({ space }) => megabytes(space.free) },
      {
        name: "metadata grown",
        measured: "Btrfs alone tells",
        of: ({ space }) => space.metadata === void 0 ? "\u2013" : megabytes(space.metadata)
      }
    ];
  }
});

// src/report/entries.ts
function entryChanges(pairs) {
  const all2 = pairs.map(changeOf).filter(({ lost: lost2, added, changed: changed2 }) => lost2.length + added.length + changed2.length > 0);
  return [...grouped(all2, ({ cell: _, ...change }) => JSON.stringify(change)).values()].map((same) => {
    const [{ lost: lost2, added, changed: changed2 }] = same;
    return { cells: same.map(({ cell: cell2 }) => cell2), lost: lost2, added, changed: changed2 };
  });
}
function changeOf({ cell: cell2, was, is }) {
  const [before, after] = [byPath(was), byPath(is)];
  return {
    cell: cell2,
    lost: was.filter(({ path: path5 }) => !after.has(path5)),
    added: is.filter(({ path: path5 }) => !before.has(path5)),
    changed: is.flatMap((entry) => {
      const previous = before.get(entry.path);
      const fields2 = previous ? changedFields(previous, entry) : [];
      return fields2.length === 0 ? [] : [{ path: entry.path, fields: fields2 }];
    })
  };
}
function changedFields(was, is) {
  const fieldsOf = ({ kind, mode, uid, gid, target, device, first, size, hash }) => ({
    type: types[kind],
    mode,
    owner: `${uid}:${gid}`,
    target: target ?? "",
    device: device ?? "",
    "hard link": first ?? "",
    size: `${size ?? 0}`,
    // A target has one, too.
    data: kind === "f" ? hash ?? "" : ""
  });
  const [before, after] = [fieldsOf(was), fieldsOf(is)];
  if (was.kind !== is.kind) return [{ field: "type", from: before.type, to: after.type }];
  return Object.keys(before).filter((field) => before[field] !== after[field]).map((field) => ({ field, from: before[field], to: after[field] }));
}
function entryLines({ cells, lost: lost2, added, changed: changed2 }) {
  const where = cells.join(", ");
  const some = (what, entries) => entries.length === 0 ? [] : [`${where}: ${entries.length} ${what}${sizeText(entries)}: ${places(entries)}`];
  const [data, rest] = split(
    changed2,
    ({ fields: fields2 }) => fields2.every(({ field }) => field === "size" || field === "data")
  );
  return [
    ...some("lost", lost2),
    ...some("new", added),
    ...rest.slice(0, named).map((one2) => `${where}: ${shown(one2.path)}: ${one2.fields.map(fieldText).join(", ")}`),
    ...rest.length > named ? [`${where}: ${rest.length - named} more changed otherwise than in their data`] : [],
    ...data.length > 0 ? [`${where}: ${data.length} with other data: ${places(data)}`] : []
  ];
}
function sizeText(entries) {
  const bytes = entries.reduce((sum, { size = 0, first }) => sum + (first === void 0 ? size : 0), 0);
  return bytes === 0 ? "" : ` (${megabytes(bytes)})`;
}
function places(entries) {
  if (entries.length <= named) return entries.map(({ path: path5 }) => shown(path5)).join(", ");
  const folders = [...grouped(entries, ({ path: path5 }) => shown(path5).replace(/\/?[^/]*$/, "") || "/")].map(([folder, own2]) => ({ folder, count: own2.length })).sort((a, b) => b.count - a.count || (a.folder < b.folder ? -1 : 1));
  const more = folders.length - named;
  const list4 = folders.slice(0, named).map(({ folder, count }) => `${folder} (${count})`);
  return `${list4.join(", ")}${more > 0 ? ` and ${more} more ${more === 1 ? "directory" : "directories"}` : ""}`;
}
function unequalArchives(cells, contents) {
  const archives = cells.flatMap(({ plan: plan3, outcome: { evidence: evidence2 } }) => {
    const digest3 = evidence2?.archives.find(({ recipe: recipe2 }) => recipe2 === "reflink")?.digest;
    if (evidence2 === void 0 || digest3 === void 0 || isControl(plan3)) return [];
    const { kernel, distro, dracut: dracut2, writer, dracutOptions: options } = plan3;
    const axes2 = [kernel.version, distro.name, dracut2, writer, options, `${evidence2.sharing.blockSize}`];
    return [{ id: plan3.id, digest: digest3, axes: JSON.stringify(axes2) }];
  });
  return [...grouped(archives, ({ axes: axes2 }) => axes2).values()].flatMap((same) => {
    const [first] = same;
    const other = same.find(({ digest: digest3 }) => digest3 !== first?.digest);
    if (first === void 0 || other === void 0) return [];
    const [was, is] = [contents?.get(first.id), contents?.get(other.id)];
    const change = was && is ? entryChanges([{ cell: other.id, was, is }])[0] ?? "none" : void 0;
    return [
      {
        cells: same.map(({ id }) => id),
        digests: [...new Set(same.map(({ digest: digest3 }) => digest3))],
        ...change ? { change } : {}
      }
    ];
  });
}
function describeUnequal({ cells, change }) {
  const text3 = `${cells.join(", ")}: dracut is not reproducible: its archives for these file systems differ`;
  if (change === void 0) return text3;
  return change === "none" ? `${text3} only in the order or times of entries` : `${text3}: ${entryLines(change).join("; ")}`;
}
var byPath, types, named, fieldText, shown, split;
var init_entries = __esm({
  "src/report/entries.ts"() {
    "use strict";
    init_cell();
    init_grouped();
    init_figures();
    byPath = (entries) => new Map(entries.map((entry) => [entry.path, entry]));
    types = {
      f: "file",
      d: "directory",
      l: "symlink",
      c: "character device",
      b: "block device",
      p: "FIFO",
      s: "socket"
    };
    named = 8;
    fieldText = ({ field, from, to }) => field === "data" ? field : `${field} ${from || "none"} \u2192 ${to || "none"}`;
    shown = (path5) => path5.replace(/^\.\//, "");
    split = (all2, is) => [
      all2.filter(is),
      all2.filter((one2) => !is(one2))
    ];
  }
});

// src/report/noise.ts
function performanceOf(base, next) {
  const differing = whyTimesDiffer(base, next);
  const notCompared = differing.length === 0 ? [] : [`times: ${differing.join(", ")}`];
  const before = new Map(base.cells.map((cell2) => [cell2.plan.id, cell2]));
  const figures2 = next.cells.flatMap((cell2) => {
    const previous = before.get(cell2.plan.id);
    return previous === void 0 ? [] : figuresOf(previous, cell2).filter(({ measure }) => differing.length === 0 || measures[measure].unit !== "ms");
  });
  const kinds = [...grouped(figures2, ({ measure, recipe: recipe2 }) => `${measure} ${recipe2}`).values()];
  return {
    notCompared,
    compared: kinds.map((own2) => {
      const [{ measure, recipe: recipe2 }] = own2;
      return { measure, recipe: recipe2, cells: own2.length, factor: Number(factorOf(own2).toFixed(3)) };
    }),
    drifts: kinds.flatMap((own2) => {
      const limit = Math.log(factorOf(own2));
      return own2.filter(({ measure, from, to }) => Math.abs(to - from) >= measures[measure].min).filter((figure2) => Math.abs(changeOf2(figure2)) > limit).map((figure2) => ({ ...figure2, worse: figure2.to > figure2.from }));
    })
  };
}
function factorOf(own2) {
  const [{ measure }] = own2;
  if (own2.length < minCount) return blindFactor[measures[measure].unit];
  const changes = own2.map(changeOf2);
  const { median } = summaryOf(changes);
  const scatter2 = summaryOf(changes.map((change) => Math.abs(change - median))).median;
  return Math.max(minFactor, Math.exp(3 * scatter2));
}
function figuresOf(previous, has) {
  const archives = new Map((previous.outcome.evidence?.archives ?? []).map((archive2) => [archive2.recipe, archive2]));
  return (has.outcome.evidence?.archives ?? []).flatMap((archive2) => {
    const { recipe: recipe2 } = archive2;
    const other = archives.get(recipe2);
    if (other === void 0) return [];
    return Object.keys(measures).flatMap((measure) => {
      const [from, to] = [measures[measure].of(other), measures[measure].of(archive2)];
      return from === void 0 || to === void 0 ? [] : [{ cell: has.plan.id, recipe: recipe2, measure, from, to }];
    });
  });
}
function whyTimesDiffer(base, next) {
  const jobs = Math.max(base.jobs, next.jobs);
  if (jobs > 1) return [`${jobs} cells ran at a time; --jobs 1 compares times`];
  const facts = ({ host, accelerator }) => ({
    accelerator,
    processor: host.cpu,
    cores: `${host.cores}`,
    memory: gigabytes(host.memory),
    "host's kernel": host.kernel,
    engine: host.engine
  });
  const [was, is] = [facts(base), facts(next)];
  return Object.keys(was).filter((name) => was[name] !== is[name]).map((name) => `the ${name} was ${was[name]} and is ${is[name]}`);
}
var measures, isTime, minFactor, minCount, blindFactor, changeOf2;
var init_noise = __esm({
  "src/report/noise.ts"() {
    "use strict";
    init_grouped();
    init_figures();
    measures = {
      creation: { unit: "ms", min: 100, of: ({ createMs }) => createMs },
      boot: {
        unit: "ms",
        min: 100,
        of: ({ boot }) => boot.kind === "booted" ? boot.times.realRoot.wall : void 0
      },
      "exclusive bytes": { unit: "bytes", min: 65536, of: ({ fiemap: fiemap2 }) => fiemap2.exclusive }
    };
    isTime = ({ measure }) => measures[measure].unit === "ms";
    minFactor = 1.2;
    minCount = 5;
    blindFactor = { ms: 2, bytes: minFactor };
    changeOf2 = ({ from, to }) => Math.log(Math.max(1, to) / Math.max(1, from));
  }
});

// src/report/diff.ts
function differenceOf(base, next) {
  const before = new Map(base.report.cells.map((cell2) => [cell2.id, cell2]));
  const after = new Set(next.report.cells.map(({ id }) => id));
  const both = next.report.cells.flatMap((is) => {
    const was = before.get(is.id);
    return was === void 0 ? [] : [{ was, is }];
  });
  const turned = both.filter(({ was, is }) => was.status !== is.status).map(({ was, is }) => ({ cell: is.id, from: was.status, to: is.status, reason: is.reason }));
  const regressed = ({ from, to }) => from === "PASS" && to !== "SKIP";
  return {
    common: both.length,
    regressions: turned.filter(regressed),
    fixes: turned.filter(({ to }) => to === "PASS"),
    newSkips: turned.filter(({ to }) => to === "SKIP"),
    otherStatuses: turned.filter((one2) => !regressed(one2) && one2.to !== "PASS" && one2.to !== "SKIP"),
    newCells: next.report.cells.filter(({ id }) => !before.has(id)).map(statusOf),
    goneCells: base.report.cells.filter(({ id }) => !after.has(id)).map(statusOf),
    sharing: both.flatMap(({ was, is }) => sharingChange(was, is)),
    newErrors: both.flatMap(({ was, is }) => newErrorsOf(was, is)),
    entries: entryChanges(both.flatMap(({ was, is }) => entriesOf(is.id, unpacked(base, was), unpacked(next, is)))),
    sizes: both.flatMap(({ was, is }) => sizeChanges(was, is)),
    changes: [
      ...ofReports(base.report, next.report),
      ...changesOf(both.map(({ was, is }) => ({ cell: is.id, was: factsOf(was), is: factsOf(is) })))
    ],
    notReproducible: notReproducible(base, next),
    performance: comparedTimes(base, next)
  };
}
function newErrorsOf(was, is) {
  if (was.generatorErrors === void 0 || is.generatorErrors === void 0) return [];
  if (was.generatorErrors.length >= maxGeneratorErrors) return [];
  const previous = new Set(was.generatorErrors.map(withoutNumbers));
  const errors = is.generatorErrors.filter((error2) => !previous.has(withoutNumbers(error2)));
  return errors.length === 0 ? [] : [{ cell: is.id, errors }];
}
function unpacked({ contents }, { id, kernel }) {
  const neutral = (text3) => text3.replaceAll(kernel.version, "VERSION");
  return contents?.get(id)?.map(({ path: path5, first, target, ...entry }) => ({
    ...entry,
    path: neutral(path5),
    ...first === void 0 ? {} : { first: neutral(first) },
    ...target === void 0 ? {} : { target: neutral(target) }
  }));
}
function sizeChanges(was, is) {
  const before = new Map((was.archives ?? []).map(({ recipe: recipe2, size }) => [recipe2, size]));
  return (is.archives ?? []).flatMap(({ recipe: recipe2, size }) => {
    const from = before.get(recipe2);
    return from === void 0 || from === size ? [] : [{ cell: is.id, recipe: recipe2, from, to: size }];
  });
}
function sharingChange(was, is) {
  const [from, to] = [sharedOf(was), sharedOf(is)];
  if (from === void 0 || to === void 0) return [];
  const same = from.verdict === to.verdict && from.shared === to.shared && from.shareable === to.shareable;
  return same ? [] : [{ cell: is.id, from, to }];
}
function sharedOf({ sharing: sharing2 }) {
  if (sharing2 === void 0) return void 0;
  const sum = (of2) => sharing2.members.reduce((bytes, member) => bytes + member[of2], 0);
  return { verdict: sharing2.verdict.kind, shared: sum("shared"), shareable: sum("shareable") };
}
function factsOf(cell2) {
  const { archives, expected, status: status3, reason: reason2 } = cell2;
  return {
    ...versionsOf(cell2),
    expected: `${expected.sharing}, ${expected.boot}`,
    [`reason of ${status3}`]: reason2,
    "block size": cell2.sharing && `${cell2.sharing.blockSize}`,
    ...Object.fromEntries(
      (archives ?? []).flatMap(({ recipe: recipe2, digest: digest3, mode, leftovers }) => [
        [`digest of the ${recipe2} archive`, digest3],
        [`mode of the ${recipe2} archive`, mode],
        [`left behind in dracut's tmpdir (${recipe2})`, leftovers && (leftovers.join(", ") || "nothing")]
      ])
    )
  };
}
function changesOf(both) {
  const all2 = both.flatMap(
    ({ cell: cell2, was, is }) => Object.keys({ ...was, ...is }).flatMap((what) => {
      const [from, to] = [was[what], is[what]];
      return from === void 0 || to === void 0 || from === to ? [] : [{ what, from, to, cell: cell2 }];
    })
  );
  return [...grouped(all2, ({ what, from, to }) => JSON.stringify([what, from, to])).values()].map((same) => {
    const [{ what, from, to }] = same;
    return { what, from, to, cells: same.map(({ cell: cell2 }) => cell2) };
  });
}
function ofReports(base, next) {
  const leftOut = ({ omitted: omitted3 }) => new Map(omitted3.map(({ reason: reason2, count }) => [reason2, count]));
  const [was, is] = [leftOut(base), leftOut(next)];
  const facts = [
    { what: "cowpio-matrix", from: base.cowpio, to: next.cowpio },
    { what: "verdict", from: base.verdict, to: next.verdict },
    ...[.../* @__PURE__ */ new Set([...was.keys(), ...is.keys()])].map((reason2) => ({
      what: `combinations left out: ${reason2}`,
      from: `${was.get(reason2) ?? 0}`,
      to: `${is.get(reason2) ?? 0}`
    }))
  ];
  return facts.filter(({ from, to }) => from !== to).map((fact) => ({ ...fact, cells: [] }));
}
function notReproducible(base, next) {
  if (base.run === void 0 || next.run === void 0) return [];
  const before = new Set(unequalArchives(base.run.cells).flatMap(({ cells }) => cells));
  return unequalArchives(next.run.cells, next.contents).filter(({ cells }) => !cells.some((cell2) => before.has(cell2)));
}
function comparedTimes(base, next) {
  if (base.run && next.run) return performanceOf(base.run, next.run);
  const bare = [...base.run ? [] : ["BASE"], ...next.run ? [] : ["NEW"]].join(" and ");
  return { drifts: [], compared: [], notCompared: [`times and exclusive bytes: of ${bare} there is no run.json`] };
}
var hasRegressed, withoutNumbers, statusOf, entriesOf, versionsOf;
var init_diff = __esm({
  "src/report/diff.ts"() {
    "use strict";
    init_grouped();
    init_outcome();
    init_entries();
    init_noise();
    hasRegressed = ({ regressions, newSkips, newErrors }) => regressions.length > 0 || newSkips.some(({ from }) => from === "PASS") || newErrors.length > 0;
    withoutNumbers = (error2) => error2.replace(/\d+/g, "0");
    statusOf = ({ id, status: status3, reason: reason2 }) => ({ cell: id, status: status3, reason: reason2 });
    entriesOf = (cell2, was, is) => was && is ? [{ cell: cell2, was, is }] : [];
    versionsOf = ({ kernel, distro, versions: versions2 }) => ({
      "kernel's version": kernel.version,
      "kernel's origin": kernel.origin,
      "kernel's digest": kernel.digest,
      "distro's digest": distro.digest,
      dracut: versions2?.dracut,
      cowpio: versions2?.cowpio,
      mkfs: versions2?.mkfs,
      QEMU: versions2?.qemu,
      "kernel that clones": versions2?.cloneKernel
    });
  }
});

// node_modules/valibot/dist/index.mjs
// @__NO_SIDE_EFFECTS__
function getGlobalConfig(config$1) {
  if (!config$1 && !store$4) return DEFAULT_CONFIG;
  return {
    lang: config$1?.lang ?? store$4?.lang,
    message: config$1?.message,
    abortEarly: config$1?.abortEarly ?? store$4?.abortEarly,
    abortPipeEarly: config$1?.abortPipeEarly ?? store$4?.abortPipeEarly
  };
}
// @__NO_SIDE_EFFECTS__
function getGlobalMessage(lang) {
  return store$3?.get(lang);
}
// @__NO_SIDE_EFFECTS__
function getSchemaMessage(lang) {
  return store$2?.get(lang);
}
// @__NO_SIDE_EFFECTS__
function getSpecificMessage(reference, lang) {
  return store$1?.get(reference)?.get(lang);
}
// @__NO_SIDE_EFFECTS__
function _stringify(input) {
  const type = typeof input;
  if (type === "string") return `"${input}"`;
  if (type === "number" || type === "bigint" || type === "boolean") return `${input}`;
  if (type === "object" || type === "function") return (input && Object.getPrototypeOf(input)?.constructor?.name) ?? "null";
  return type;
}
function _addIssue(context, label, dataset, config$1, other) {
  const input = other && "input" in other ? other.input : dataset.value;
  const expected = other?.expected ?? context.expects ?? null;
  const received = other?.received ?? /* @__PURE__ */ _stringify(input);
  const issue2 = {
    kind: context.kind,
    type: context.type,
    input,
    expected,
    received,
    message: `Invalid ${label}: ${expected ? `Expected ${expected} but r` : "R"}eceived ${received}`,
    requirement: context.requirement,
    path: other?.path,
    issues: other?.issues,
    lang: config$1.lang,
    abortEarly: config$1.abortEarly,
    abortPipeEarly: config$1.abortPipeEarly
  };
  const isSchema = context.kind === "schema";
  const message$1 = other?.message ?? context.message ?? /* @__PURE__ */ getSpecificMessage(context.reference, issue2.lang) ?? (isSchema ? /* @__PURE__ */ getSchemaMessage(issue2.lang) : null) ?? config$1.message ?? /* @__PURE__ */ getGlobalMessage(issue2.lang);
  if (message$1 !== void 0) issue2.message = typeof message$1 === "function" ? message$1(issue2) : message$1;
  if (isSchema) dataset.typed = false;
  if (dataset.issues) dataset.issues.push(issue2);
  else dataset.issues = [issue2];
}
// @__NO_SIDE_EFFECTS__
function _isSameValueZero(value1, value2) {
  return value1 === value2 || Number.isNaN(value1) && Number.isNaN(value2);
}
// @__NO_SIDE_EFFECTS__
function _isValidObjectKey(object$1, key2) {
  return Object.prototype.hasOwnProperty.call(object$1, key2) && key2 !== "__proto__" && key2 !== "prototype" && key2 !== "constructor";
}
// @__NO_SIDE_EFFECTS__
function _joinExpects(values$1, separator) {
  const list4 = [...new Set(values$1)];
  if (list4.length > 1) return `(${list4.join(` ${separator} `)})`;
  return list4[0] ?? "never";
}
function _standardSchema(schema2) {
  schema2["~standard"] = {
    version: 1,
    vendor: "valibot",
    validate: (value$1) => schema2["~run"]({ value: value$1 }, /* @__PURE__ */ getGlobalConfig())
  };
  return schema2;
}
// @__NO_SIDE_EFFECTS__
function parseJson(config$1, message$1) {
  return {
    kind: "transformation",
    type: "parse_json",
    reference: parseJson,
    config: config$1,
    message: message$1,
    async: false,
    "~run"(dataset, config$2) {
      try {
        dataset.value = JSON.parse(dataset.value, this.config?.reviver);
      } catch (error2) {
        if (error2 instanceof Error) {
          _addIssue(this, "JSON", dataset, config$2, { received: `"${error2.message}"` });
          dataset.typed = false;
        } else throw error2;
      }
      return dataset;
    }
  };
}
// @__NO_SIDE_EFFECTS__
function regex(requirement, message$1) {
  return {
    kind: "validation",
    type: "regex",
    reference: regex,
    async: false,
    expects: `${requirement}`,
    requirement,
    message: message$1,
    "~run"(dataset, config$1) {
      if (dataset.typed && !this.requirement.test(dataset.value)) _addIssue(this, "format", dataset, config$1);
      return dataset;
    }
  };
}
// @__NO_SIDE_EFFECTS__
function getFallback(schema2, dataset, config$1) {
  return typeof schema2.fallback === "function" ? schema2.fallback(dataset, config$1) : schema2.fallback;
}
// @__NO_SIDE_EFFECTS__
function getDefault(schema2, dataset, config$1) {
  return typeof schema2.default === "function" ? schema2.default(dataset, config$1) : schema2.default;
}
// @__NO_SIDE_EFFECTS__
function array(item, message$1) {
  return _standardSchema({
    kind: "schema",
    type: "array",
    reference: array,
    expects: "Array",
    async: false,
    item,
    message: message$1,
    "~run"(dataset, config$1) {
      const input = dataset.value;
      if (Array.isArray(input)) {
        dataset.typed = true;
        dataset.value = [];
        for (let key2 = 0; key2 < input.length; key2++) {
          const value$1 = input[key2];
          const itemDataset = this.item["~run"]({ value: value$1 }, config$1);
          if (itemDataset.issues) {
            const pathItem = {
              type: "array",
              origin: "value",
              input,
              key: key2,
              value: value$1
            };
            for (const issue2 of itemDataset.issues) {
              if (issue2.path) issue2.path.unshift(pathItem);
              else issue2.path = [pathItem];
              dataset.issues?.push(issue2);
            }
            if (!dataset.issues) dataset.issues = itemDataset.issues;
            if (config$1.abortEarly) {
              dataset.typed = false;
              break;
            }
          }
          if (!itemDataset.typed) dataset.typed = false;
          dataset.value.push(itemDataset.value);
        }
      } else _addIssue(this, "type", dataset, config$1);
      return dataset;
    }
  });
}
// @__NO_SIDE_EFFECTS__
function boolean(message$1) {
  return _standardSchema({
    kind: "schema",
    type: "boolean",
    reference: boolean,
    expects: "boolean",
    async: false,
    message: message$1,
    "~run"(dataset, config$1) {
      if (typeof dataset.value === "boolean") dataset.typed = true;
      else _addIssue(this, "type", dataset, config$1);
      return dataset;
    }
  });
}
// @__NO_SIDE_EFFECTS__
function custom(check$1, message$1) {
  return _standardSchema({
    kind: "schema",
    type: "custom",
    reference: custom,
    expects: "unknown",
    async: false,
    check: check$1,
    message: message$1,
    "~run"(dataset, config$1) {
      if (this.check(dataset.value)) dataset.typed = true;
      else _addIssue(this, "type", dataset, config$1);
      return dataset;
    }
  });
}
// @__NO_SIDE_EFFECTS__
function exactOptional(wrapped, default_) {
  return _standardSchema({
    kind: "schema",
    type: "exact_optional",
    reference: exactOptional,
    expects: wrapped.expects,
    async: false,
    wrapped,
    default: default_,
    "~run"(dataset, config$1) {
      return this.wrapped["~run"](dataset, config$1);
    }
  });
}
// @__NO_SIDE_EFFECTS__
function literal(literal_, message$1) {
  return _standardSchema({
    kind: "schema",
    type: "literal",
    reference: literal,
    expects: /* @__PURE__ */ _stringify(literal_),
    async: false,
    literal: literal_,
    message: message$1,
    "~run"(dataset, config$1) {
      if (/* @__PURE__ */ _isSameValueZero(dataset.value, this.literal)) dataset.typed = true;
      else _addIssue(this, "type", dataset, config$1);
      return dataset;
    }
  });
}
// @__NO_SIDE_EFFECTS__
function nullable(wrapped, default_) {
  return _standardSchema({
    kind: "schema",
    type: "nullable",
    reference: nullable,
    expects: `(${wrapped.expects} | null)`,
    async: false,
    wrapped,
    default: default_,
    "~run"(dataset, config$1) {
      if (dataset.value === null) {
        if (this.default !== void 0) dataset.value = /* @__PURE__ */ getDefault(this, dataset, config$1);
        if (dataset.value === null) {
          dataset.typed = true;
          return dataset;
        }
      }
      return this.wrapped["~run"](dataset, config$1);
    }
  });
}
// @__NO_SIDE_EFFECTS__
function number(message$1) {
  return _standardSchema({
    kind: "schema",
    type: "number",
    reference: number,
    expects: "number",
    async: false,
    message: message$1,
    "~run"(dataset, config$1) {
      if (typeof dataset.value === "number" && !isNaN(dataset.value)) dataset.typed = true;
      else _addIssue(this, "type", dataset, config$1);
      return dataset;
    }
  });
}
// @__NO_SIDE_EFFECTS__
function object(entries$1, message$1) {
  return _standardSchema({
    kind: "schema",
    type: "object",
    reference: object,
    expects: "Object",
    async: false,
    entries: entries$1,
    message: message$1,
    "~run"(dataset, config$1) {
      const input = dataset.value;
      if (input && typeof input === "object") {
        dataset.typed = true;
        dataset.value = {};
        for (const key2 in this.entries) {
          const valueSchema = this.entries[key2];
          if (key2 in input || (valueSchema.type === "exact_optional" || valueSchema.type === "optional" || valueSchema.type === "nullish") && valueSchema.default !== void 0) {
            const value$1 = key2 in input ? input[key2] : /* @__PURE__ */ getDefault(valueSchema);
            const valueDataset = valueSchema["~run"]({ value: value$1 }, config$1);
            if (valueDataset.issues) {
              const pathItem = {
                type: "object",
                origin: "value",
                input,
                key: key2,
                value: value$1
              };
              for (const issue2 of valueDataset.issues) {
                if (issue2.path) issue2.path.unshift(pathItem);
                else issue2.path = [pathItem];
                dataset.issues?.push(issue2);
              }
              if (!dataset.issues) dataset.issues = valueDataset.issues;
              if (config$1.abortEarly) {
                dataset.typed = false;
                break;
              }
            }
            if (!valueDataset.typed) dataset.typed = false;
            dataset.value[key2] = valueDataset.value;
          } else if (valueSchema.fallback !== void 0) dataset.value[key2] = /* @__PURE__ */ getFallback(valueSchema);
          else if (valueSchema.type !== "exact_optional" && valueSchema.type !== "optional" && valueSchema.type !== "nullish") {
            _addIssue(this, "key", dataset, config$1, {
              input: void 0,
              expected: `"${key2}"`,
              path: [{
                type: "object",
                origin: "key",
                input,
                key: key2,
                value: input[key2]
              }]
            });
            if (config$1.abortEarly) break;
          }
        }
      } else _addIssue(this, "type", dataset, config$1);
      return dataset;
    }
  });
}
// @__NO_SIDE_EFFECTS__
function picklist(options, message$1) {
  return _standardSchema({
    kind: "schema",
    type: "picklist",
    reference: picklist,
    expects: /* @__PURE__ */ _joinExpects(options.map(_stringify), "|"),
    async: false,
    options,
    message: message$1,
    "~run"(dataset, config$1) {
      if (this.options.includes(dataset.value)) dataset.typed = true;
      else _addIssue(this, "type", dataset, config$1);
      return dataset;
    }
  });
}
// @__NO_SIDE_EFFECTS__
function record(key2, value$1, message$1) {
  return _standardSchema({
    kind: "schema",
    type: "record",
    reference: record,
    expects: "Object",
    async: false,
    key: key2,
    value: value$1,
    message: message$1,
    "~run"(dataset, config$1) {
      const input = dataset.value;
      if (input && typeof input === "object") {
        dataset.typed = true;
        dataset.value = {};
        for (const entryKey in input) if (/* @__PURE__ */ _isValidObjectKey(input, entryKey)) {
          const entryValue = input[entryKey];
          const keyDataset = this.key["~run"]({ value: entryKey }, config$1);
          if (keyDataset.issues) {
            const pathItem = {
              type: "object",
              origin: "key",
              input,
              key: entryKey,
              value: entryValue
            };
            for (const issue2 of keyDataset.issues) {
              issue2.path = [pathItem];
              dataset.issues?.push(issue2);
            }
            if (!dataset.issues) dataset.issues = keyDataset.issues;
            if (config$1.abortEarly) {
              dataset.typed = false;
              break;
            }
          }
          const valueDataset = this.value["~run"]({ value: entryValue }, config$1);
          if (valueDataset.issues) {
            const pathItem = {
              type: "object",
              origin: "value",
              input,
              key: entryKey,
              value: entryValue
            };
            for (const issue2 of valueDataset.issues) {
              if (issue2.path) issue2.path.unshift(pathItem);
              else issue2.path = [pathItem];
              dataset.issues?.push(issue2);
            }
            if (!dataset.issues) dataset.issues = valueDataset.issues;
            if (config$1.abortEarly) {
              dataset.typed = false;
              break;
            }
          }
          if (!keyDataset.typed || !valueDataset.typed) dataset.typed = false;
          if (keyDataset.typed) dataset.value[keyDataset.value] = valueDataset.value;
        }
      } else _addIssue(this, "type", dataset, config$1);
      return dataset;
    }
  });
}
// @__NO_SIDE_EFFECTS__
function string(message$1) {
  return _standardSchema({
    kind: "schema",
    type: "string",
    reference: string,
    expects: "string",
    async: false,
    message: message$1,
    "~run"(dataset, config$1) {
      if (typeof dataset.value === "string") dataset.typed = true;
      else _addIssue(this, "type", dataset, config$1);
      return dataset;
    }
  });
}
// @__NO_SIDE_EFFECTS__
function tuple(items, message$1) {
  return _standardSchema({
    kind: "schema",
    type: "tuple",
    reference: tuple,
    expects: "Array",
    async: false,
    items,
    message: message$1,
    "~run"(dataset, config$1) {
      const input = dataset.value;
      if (Array.isArray(input)) {
        dataset.typed = true;
        dataset.value = [];
        for (let key2 = 0; key2 < this.items.length; key2++) {
          const value$1 = input[key2];
          const itemDataset = this.items[key2]["~run"]({ value: value$1 }, config$1);
          if (itemDataset.issues) {
            const pathItem = {
              type: "array",
              origin: "value",
              input,
              key: key2,
              value: value$1
            };
            for (const issue2 of itemDataset.issues) {
              if (issue2.path) issue2.path.unshift(pathItem);
              else issue2.path = [pathItem];
              dataset.issues?.push(issue2);
            }
            if (!dataset.issues) dataset.issues = itemDataset.issues;
            if (config$1.abortEarly) {
              dataset.typed = false;
              break;
            }
          }
          if (!itemDataset.typed) dataset.typed = false;
          dataset.value.push(itemDataset.value);
        }
      } else _addIssue(this, "type", dataset, config$1);
      return dataset;
    }
  });
}
// @__NO_SIDE_EFFECTS__
function variant(key2, options, message$1) {
  return _standardSchema({
    kind: "schema",
    type: "variant",
    reference: variant,
    expects: "Object",
    async: false,
    key: key2,
    options,
    message: message$1,
    "~run"(dataset, config$1) {
      const input = dataset.value;
      if (input && typeof input === "object") {
        let outputDataset;
        let maxDiscriminatorPriority = 0;
        let invalidDiscriminatorKey = this.key;
        let expectedDiscriminators = [];
        const parseOptions = (variant$1, allKeys) => {
          for (const schema2 of variant$1.options) {
            if (schema2.type === "variant") parseOptions(schema2, new Set(allKeys).add(schema2.key));
            else {
              let keysAreValid = true;
              let currentPriority = 0;
              for (const currentKey of allKeys) {
                const discriminatorSchema = schema2.entries[currentKey];
                if (currentKey in input ? discriminatorSchema["~run"]({
                  typed: false,
                  value: input[currentKey]
                }, ABORT_EARLY_CONFIG).issues : discriminatorSchema.type !== "exact_optional" && discriminatorSchema.type !== "optional" && discriminatorSchema.type !== "nullish") {
                  keysAreValid = false;
                  if (invalidDiscriminatorKey !== currentKey && (maxDiscriminatorPriority < currentPriority || maxDiscriminatorPriority === currentPriority && currentKey in input && !(invalidDiscriminatorKey in input))) {
                    maxDiscriminatorPriority = currentPriority;
                    invalidDiscriminatorKey = currentKey;
                    expectedDiscriminators = [];
                  }
                  if (invalidDiscriminatorKey === currentKey) expectedDiscriminators.push(schema2.entries[currentKey].expects);
                  break;
                }
                currentPriority++;
              }
              if (keysAreValid) {
                const optionDataset = schema2["~run"]({ value: input }, config$1);
                if (!outputDataset || !outputDataset.typed && optionDataset.typed) outputDataset = optionDataset;
              }
            }
            if (outputDataset && !outputDataset.issues) break;
          }
        };
        parseOptions(this, /* @__PURE__ */ new Set([this.key]));
        if (outputDataset) return outputDataset;
        _addIssue(this, "type", dataset, config$1, {
          input: input[invalidDiscriminatorKey],
          expected: /* @__PURE__ */ _joinExpects(expectedDiscriminators, "|"),
          path: [{
            type: "object",
            origin: "value",
            input,
            key: invalidDiscriminatorKey,
            value: input[invalidDiscriminatorKey]
          }]
        });
      } else _addIssue(this, "type", dataset, config$1);
      return dataset;
    }
  });
}
// @__NO_SIDE_EFFECTS__
function omit(schema2, keys) {
  const entries$1 = { ...schema2.entries };
  for (const key2 of keys) delete entries$1[key2];
  return _standardSchema({
    ...schema2,
    entries: entries$1
  });
}
// @__NO_SIDE_EFFECTS__
function pick(schema2, keys) {
  const entries$1 = {};
  for (const key2 of keys) entries$1[key2] = schema2.entries[key2];
  return _standardSchema({
    ...schema2,
    entries: entries$1
  });
}
// @__NO_SIDE_EFFECTS__
function pipe(...pipe$1) {
  return _standardSchema({
    ...pipe$1[0],
    pipe: pipe$1,
    "~run"(dataset, config$1) {
      for (const item of pipe$1) if (item.kind !== "metadata") {
        if (dataset.issues && (item.kind === "schema" || item.kind === "transformation")) {
          dataset.typed = false;
          break;
        }
        if (!dataset.issues || !config$1.abortEarly && !config$1.abortPipeEarly) dataset = item["~run"](dataset, config$1);
      }
      return dataset;
    }
  });
}
// @__NO_SIDE_EFFECTS__
function safeParse(schema2, input, config$1) {
  const dataset = schema2["~run"]({ value: input }, /* @__PURE__ */ getGlobalConfig(config$1));
  return {
    typed: dataset.typed,
    success: !dataset.issues,
    output: dataset.value,
    issues: dataset.issues
  };
}
var store$4, DEFAULT_CONFIG, store$3, store$2, store$1, EMOJI_REGEX, ABORT_EARLY_CONFIG;
var init_dist = __esm({
  "node_modules/valibot/dist/index.mjs"() {
    DEFAULT_CONFIG = {
      lang: void 0,
      message: void 0,
      abortEarly: void 0,
      abortPipeEarly: void 0
    };
    EMOJI_REGEX = new RegExp("^(?:[\\u{1F1E6}-\\u{1F1FF}]{2}|\\u{1F3F4}[\\u{E0061}-\\u{E007A}]{2}[\\u{E0030}-\\u{E0039}\\u{E0061}-\\u{E007A}]{1,3}\\u{E007F}|(?:\\p{Emoji}\\uFE0F\\u20E3?|\\p{Emoji_Modifier_Base}\\p{Emoji_Modifier}?|(?![\\p{Emoji_Modifier_Base}\\u{1F1E6}-\\u{1F1FF}])\\p{Emoji_Presentation})(?:\\u200D(?:\\p{Emoji}\\uFE0F\\u20E3?|\\p{Emoji_Modifier_Base}\\p{Emoji_Modifier}?|(?![\\p{Emoji_Modifier_Base}\\u{1F1E6}-\\u{1F1FF}])\\p{Emoji_Presentation}))*)+$", "u");
    ABORT_EARLY_CONFIG = { abortEarly: true };
  }
});

// src/report/ranges.ts
var classes, reasons, classSums, bytesOf, stretches;
var init_ranges = __esm({
  "src/report/ranges.ts"() {
    "use strict";
    classes = {
      shared: { kind: "shared", text: "at the original's physical place" },
      "not-shared": { kind: "lost", text: "could be shared, lies elsewhere" },
      unaligned: { kind: "lost", text: "does not start on a block boundary" },
      tail: { kind: "never", text: "last partial block, which the next header is written into" },
      "below-block": { kind: "never", text: "file smaller than a block" },
      "no-original": { kind: "never", text: "made by dracut, no original of that name" },
      differs: { kind: "never", text: "the original of that name has other content" },
      inline: { kind: "never", text: "the original has no blocks, its data is in the metadata" },
      compressed: { kind: "never", text: "within a compressed segment: nothing to share" },
      hole: { kind: "never", text: "a hole in both" }
    };
    reasons = Object.keys(classes);
    classSums = (members) => reasons.flatMap((reason2) => {
      const own2 = members.map(({ name, ranges }) => ({ name, bytes: bytesOf(ranges, reason2) })).filter(({ bytes: bytes2 }) => bytes2 > 0).sort((a, b) => b.bytes - a.bytes || (a.name < b.name ? -1 : 1));
      const bytes = own2.reduce((sum, member) => sum + member.bytes, 0);
      return bytes === 0 ? [] : [{ reason: reason2, bytes, members: own2 }];
    });
    bytesOf = (ranges, reason2) => ranges.reduce((sum, range3) => range3.reason === reason2 ? sum + range3.length : sum, 0);
    stretches = (ranges) => ranges.reduce((joined3, { offset, length, reason: reason2 }) => {
      const last = joined3.at(-1);
      if (last?.reason === reason2) joined3[joined3.length - 1] = { ...last, length: last.length + length };
      else joined3.push({ offset, length, reason: reason2 });
      return joined3;
    }, []);
  }
});

// src/plan/input-table.ts
var engineChoices, acceleratorChoices, inputs, inputNames, inputOf, rerunInputs, actionInputs, actionInputNames;
var init_input_table = __esm({
  "src/plan/input-table.ts"() {
    "use strict";
    init_axes();
    init_file_systems();
    init_generators();
    engineChoices = ["auto", "none"];
    acceleratorChoices = ["auto", ...accelerators];
    inputs = {
      "file-systems": {
        default: "btrfs xfs",
        description: `File systems to test: ${profileNames.join(", ")}. Values of a list are separated by blanks, commas or newlines.`
      },
      kernels: {
        default: "6.1 6.12",
        description: "Kernels to boot: a Debian version (5.10, 6.1, 6.12, sid), package:NAME@SUITE, the path of a directory or tar archive with boot/vmlinuz-VERSION and lib/modules/VERSION, or builtin (the distro's own; of several the newest)."
      },
      distros: {
        default: "trixie",
        description: "Root file systems whose dracut builds the archives: a Debian suite (bookworm, trixie, sid), release:SUITE (the image pinned by a cowpio release), image:REFERENCE, the path of a tar archive of a root file system or of an image (docker save or OCI layout), or builtin (a copy of this container's own root; only with engine: none)."
      },
      dracut: {
        default: "builtin",
        description: "dracut to test: builtin (the distro's own), paths of checkouts, or git:REVISION@PATH, a revision of a checkout's repository. A checkout is built and installed in the distro by its own build, without network."
      },
      base: {
        default: "",
        description: "dracut that every cell also runs with, for comparison: builtin, the path of a checkout, or git:REVISION of the tested checkout's repository without its submodules, for example git:HEAD (changes that are not committed) or git:HEAD^1 (a pull request that actions/checkout merged with fetch-depth: 2). Default: none."
      },
      writers: {
        default: "cowpio",
        description: `Programs that write the archive: ${writerNames.join(", ")}. Cells whose distro lacks the program are skipped.`
      },
      "dracut-options": {
        default: "plain",
        description: `Sets of dracut options: ${optionSetNames.join(", ")}.`
      },
      bootloaders: {
        default: "direct",
        description: "Programs that load kernel and archive: direct (QEMU), grub (GRUB, from the tested file system)."
      },
      "clone-kernels": {
        default: "host",
        description: "Kernels that clone: host, guest (the booted kernel also writes and proves an archive)."
      },
      coverage: {
        default: "all",
        description: "Combinations to run: all, or pairs (a small set of cells that covers every pair of values of two axes)."
      },
      include: {
        default: "auto",
        description: "Additional cells, separated by semicolons or newlines, for example kernel=5.10 bootloader=grub. Axes that are not named use their first value. The axes: file-system, kernel, distro, dracut, writer, dracut-options, bootloader, clone-kernel. auto: if every axis has its default and exclude is empty, one cell with distro=sid and dracut-options=default; otherwise none."
      },
      exclude: {
        default: "",
        description: "Cells to leave out, in the syntax of include: every cell that has all of these values."
      },
      controls: {
        default: "few",
        description: "Negative controls, cells with an injected fault that must be detected: few (ext4, unaligned, no-init), all, names (nocow hang), or none. A run without controls proves less."
      },
      compare: {
        default: "zstd",
        description: "Compressors for comparison archives, which dracut writes without cowpio: gzip, zstd, or none. They do not depend on the file system, so of cells that differ in it alone, the first one has them."
      },
      "report-dir": {
        default: "cowpio-report",
        description: "Directory of the report. It is created if needed; existing files of the same names are replaced."
      },
      keep: {
        default: "none",
        description: "Cells whose kernel, archive and disk are kept in kept/CELL of report-dir, with a script that boots them by hand: failed (not PASS or SKIP), all, or none. A cell takes about 300 MB."
      },
      debug: {
        default: "false",
        description: "Whether dracut prints its debug messages (stdloglvl=5) to its log, logs/CELL.log of report-dir: true or false. Also true in a workflow run with debug logging (ACTIONS_STEP_DEBUG)."
      },
      "cache-dir": {
        default: "",
        description: "Directory in which kernels and distros are cached between runs. Default: $XDG_CACHE_HOME/cowpio or ~/.cache/cowpio."
      },
      engine: {
        rerun: true,
        default: "auto",
        description: "Container engine of the cells: auto (the one that docker uses), or none (cells run in this container, as root, without an engine: docs/ci.md). auto also uses none if the engine's default socket does not exist and this is root in a container."
      },
      "cell-image": {
        rerun: true,
        default: "",
        description: "Container image of the cells: a reference to pull, or the path of an image archive (docker save or OCI layout). Default: built from containers/cell."
      },
      privileged: {
        rerun: true,
        default: "false",
        description: "Whether cells run with full privileges: true or false. Only needed where SYS_ADMIN, MKNOD and the loop devices are not enough."
      },
      accelerator: {
        rerun: true,
        default: "auto",
        description: "QEMU accelerator: tcg, kvm, or auto (kvm if a small guest runs with it in a container like the cells', otherwise tcg)."
      },
      "boot-timeout": {
        rerun: true,
        default: "240",
        description: "Maximum duration of one boot in seconds under TCG. KVM gets a quarter of it, at least 10 seconds."
      },
      "guest-memory": {
        rerun: true,
        default: "auto",
        description: "Memory of each guest in MiB, 512 to 65536, or auto (1024, and more for archives above 409 MiB)."
      },
      boots: {
        default: "1",
        description: "Number of boots of each proven archive; all must agree. Controls boot once."
      },
      jobs: {
        default: "auto",
        description: "Maximum number of cells that run at the same time: a number, or auto (one for every core and 2 GiB of memory). Creation and boot times are compared only with 1."
      },
      retries: {
        default: "1",
        description: "Maximum number of repeated tries of an inconclusive cell. A failed cell is never repeated."
      },
      shard: {
        default: "",
        description: "Part of the cells to run, for example 2/4 (the second of four). Mode merge joins the reports. Default: all cells."
      },
      durations: {
        default: "",
        description: "Report directory or run.json of an earlier run that shards are balanced by. Use the same for plan and for every shard."
      },
      resume: {
        default: "",
        description: "Directory of checkpoints. An interrupted run continues after its finished cells."
      },
      "fail-on": {
        default: "fail",
        description: "Cells with status FAIL that fail the run: fail (all of them), regression (those that are not FAIL in base or baseline), error (none), or never (nothing fails the run). Unless it is never, undetected faults fail the run, and ERROR, INCONCLUSIVE, SKIP and a run without PASS unless allow accepts them."
      },
      allow: {
        default: "auto",
        description: "Results that do not fail the run: skip, inconclusive, error, no-pass (no cell passed), or none. auto: skip and inconclusive in a workflow run of a pull request, otherwise none."
      },
      "max-size-growth": {
        default: "",
        description: "Maximum growth of an archive against base or baseline, in percent, for example 5. More fails the run. Default: any growth is accepted."
      },
      "max-time-growth": {
        default: "",
        description: "Maximum growth of creation and boot time against base or baseline, in percent, for example 20. More fails the run if it is beyond noise. Needs jobs: 1. Default: any growth is accepted."
      },
      baseline: {
        default: "",
        description: "Report to compare with: its directory, run.json or report.json. The differences are in the summary, in report.html, diff.md and diff.json."
      }
    };
    inputNames = Object.keys(inputs);
    inputOf = (name) => inputs[name];
    rerunInputs = inputNames.filter((name) => inputOf(name).rerun);
    actionInputs = {
      mode: {
        default: "run",
        description: "Task: run (the matrix or one shard), plan (list cells and assign them to shards), merge (join shard reports), diff (compare two reports), doctor (check the runner or a distro)."
      },
      shards: {
        default: "auto",
        description: "Number of shards for mode plan: 1 to 256, or auto (about 20 minutes each)."
      },
      reports: {
        default: "",
        description: "Report directories. Mode merge: the shards' directories, or one directory that contains only them. Mode diff: the report to compare with baseline."
      },
      distro: {
        default: "",
        description: "Distro to check in mode doctor, in the syntax of distros. Default: the runner is checked."
      }
    };
    actionInputNames = Object.keys(actionInputs);
  }
});

// src/report/run-schema.ts
function readBy(schema2, value, at) {
  const { success, output: output2, issues } = safeParse(schema2, value, { abortEarly: true });
  if (success) return output2;
  const [{ path: path5 = [], type, message, expected, received }] = issues;
  const steps = path5.map(({ key: key2 }) => typeof key2 === "number" ? `[${key2}]` : `.${String(key2)}`);
  throw new Error(
    `${at}${steps.join("")}: ${type === "custom" ? message : `expected ${one(expected ?? "")}, found ${received}`}`
  );
}
var one, fieldsByName, digest, recipe, kernelImage, distroImage, closedFields, expectation, versions, writerReason, writerCalls, generatorLog, lost, sharingVerdict, guestSharing, memberFields, range, fiemap, sharing, clocks, bootVerdict, archive, evidence, combination, omitted, plan, attempt, outcome, judgedCell, shard, runSchema;
var init_run_schema = __esm({
  "src/report/run-schema.ts"() {
    "use strict";
    init_dist();
    init_axes();
    init_cell();
    init_faults();
    init_outcome();
    init_input_table();
    init_ranges();
    one = (expected) => expected.replace(/^\((.*)\)$/, "$1").replaceAll(" | ", " or ");
    fieldsByName = (names, schema2) => object(
      Object.fromEntries(names.map((name) => [name, exactOptional(schema2)]))
    );
    digest = custom(
      (value) => typeof value === "string" && /^sha256:[0-9a-f]{64}$/.test(value),
      "expected a SHA-256 digest"
    );
    recipe = picklist(["reflink", ...compressions]);
    kernelImage = object({
      name: string(),
      version: string(),
      origin: string(),
      digest: exactOptional(digest)
    });
    distroImage = object({ name: string(), digest: exactOptional(digest) });
    closedFields = Object.fromEntries(
      closedAxes.map(({ field, values }) => [field, picklist(values)])
    );
    expectation = object({
      sharing: picklist(["shared", "copied", "altered", "damaged"]),
      boot: picklist(["boots", "does not boot", "not tried"]),
      fault: exactOptional(picklist(bootFaultNames))
    });
    versions = object({
      cowpio: string(),
      writer: exactOptional(string()),
      dracut: string(),
      mkfs: string(),
      qemu: string(),
      grub: exactOptional(string()),
      cloneKernel: string()
    });
    writerReason = object({ name: string(), reason: string() });
    writerCalls = exactOptional(array(object({ program: string(), version: string() })));
    generatorLog = exactOptional(
      object({ errors: array(string()), ignoredWriter: exactOptional(string()) })
    );
    lost = exactOptional(
      array(
        object({
          hop: picklist(hopNames),
          reason: picklist(lossReasons),
          bytes: number(),
          offset: exactOptional(number()),
          block: exactOptional(number())
        })
      )
    );
    sharingVerdict = variant("kind", [
      object({ kind: literal("shared"), shared: number(), shareable: number() }),
      object({
        kind: literal("partly shared"),
        shared: number(),
        shareable: number(),
        missed: array(string()),
        lost
      }),
      object({ kind: literal("copied"), shareable: number(), lost }),
      object({ kind: literal("altered"), altered: array(string()) }),
      object({ kind: literal("damaged"), why: string() }),
      object({ kind: literal("compressed") }),
      object({ kind: literal("unproven"), compared: number(), total: number() })
    ]);
    guestSharing = variant("kind", [
      object({
        kind: literal("proven"),
        kernel: string(),
        size: number(),
        blockSize: number(),
        shareable: number(),
        shared: number(),
        verdict: sharingVerdict,
        missed: array(object({ name: string(), reason: picklist(reasons), bytes: number() }))
      }),
      object({ kind: literal("failed"), kernel: string(), why: string() }),
      object({ kind: literal("could not tell"), why: string() })
    ]);
    memberFields = {
      name: string(),
      size: number(),
      dataOffset: number(),
      original: picklist(["identical", "differs", "none"]),
      shareable: number(),
      shared: number()
    };
    range = object({
      offset: number(),
      length: number(),
      reason: picklist(reasons),
      physical: exactOptional(number())
    });
    fiemap = object({ total: number(), shared: number(), exclusive: number(), extents: number() });
    sharing = object({
      size: number(),
      blockSize: number(),
      shareable: number(),
      shared: number(),
      fiemap,
      members: array(object({ ...memberFields, ranges: array(range) }))
    });
    clocks = object({ guest: exactOptional(number()), wall: number() });
    bootVerdict = variant("kind", [
      object({
        kind: literal("booted"),
        times: object({
          unpacking: exactOptional(number()),
          kernelToInit: clocks,
          verified: exactOptional(clocks),
          realRoot: clocks
        }),
        memoryAvailable: exactOptional(number())
      }),
      object({
        kind: literal("did not boot"),
        fault: picklist(bootFaultNames),
        cause: exactOptional(string()),
        why: string(),
        line: string()
      }),
      object({ kind: literal("not tried") }),
      object({ kind: literal("could not tell"), why: string(), line: string() })
    ]);
    archive = object({
      recipe,
      digest,
      size: number(),
      mode: exactOptional(string()),
      leftovers: exactOptional(array(string())),
      createMs: number(),
      space: object({ free: number(), metadata: exactOptional(number()) }),
      fiemap,
      boot: bootVerdict,
      otherBoots: exactOptional(array(bootVerdict)),
      bootMs: exactOptional(number())
    });
    evidence = object({
      versions,
      sharing,
      sharingVerdict,
      writerReasons: array(writerReason),
      writerCalls,
      generatorLog,
      archives: array(archive),
      guestSharing: exactOptional(guestSharing)
    });
    combination = object({ ...closedFields, kernel: string(), distro: string(), dracut: string() });
    omitted = array(object({ reason: string(), count: number(), examples: array(string()) }));
    plan = object({
      id: string(),
      ...closedFields,
      kernel: kernelImage,
      distro: distroImage,
      dracut: string(),
      checkout: exactOptional(digest),
      requested: combination,
      runInputs: exactOptional(record(picklist(rerunInputs), string())),
      fault: picklist(faultNames),
      expected: expectation,
      compareWith: array(picklist(compressions)),
      boots: exactOptional(number()),
      keep: exactOptional(picklist(["failed", "all"])),
      debug: exactOptional(literal(true)),
      imageSize: number(),
      accelerator: picklist(accelerators),
      anyProcessor: exactOptional(literal(true)),
      processors: exactOptional(number()),
      guestMemory: exactOptional(number()),
      deadlines: object({ dracut: number(), boot: number(), stall: number(), clone: number() }),
      nonce: string()
    });
    attempt = object({
      status: literal("INCONCLUSIVE"),
      reason: string(),
      stage: exactOptional(picklist(stages))
    });
    outcome = object({
      cell: string(),
      status: picklist(statuses),
      reason: string(),
      stage: exactOptional(picklist(stages)),
      source: exactOptional(object({ file: string(), line: number() })),
      evidence: exactOptional(evidence),
      kept: exactOptional(literal(true)),
      stageTimes: fieldsByName(stages, number()),
      attempts: exactOptional(array(attempt))
    });
    judgedCell = object({ plan, outcome });
    shard = object({
      index: number(),
      of: number(),
      plan: digest,
      cells: number(),
      positions: array(number())
    });
    runSchema = object({
      version: string(),
      shard: exactOptional(shard),
      cells: array(judgedCell),
      omitted,
      started: string(),
      elapsedMs: number(),
      jobs: number(),
      host: object({
        kernel: string(),
        cpu: string(),
        cores: number(),
        memory: number(),
        engine: string(),
        cellImage: exactOptional(string())
      }),
      accelerator: picklist([...accelerators, "kvm and tcg"])
    });
  }
});

// src/report/verdict.ts
function verdictOf({ cells, shard: shard2 }) {
  const good = shard2 !== void 0 || cells.some(({ plan: plan3, outcome: outcome2 }) => !isControl(plan3) && outcome2.status === "PASS");
  const clean2 = cells.every(({ outcome: outcome2 }) => outcome2.status === "PASS" || outcome2.status === "SKIP");
  return good && clean2 ? "PASS" : "FAIL";
}
function verdictSentence(run2) {
  const counts = countsOf(run2.cells);
  const controls = run2.cells.filter(({ plan: plan3 }) => isControl(plan3));
  const caught = controls.filter(({ outcome: outcome2 }) => outcome2.status === "PASS").length;
  const cells = statuses.filter((status3) => counts[status3] > 0).map((status3) => `${counts[status3]} ${status3}`);
  const trust = controls.length === 0 ? "no negative control" : `${caught} of ${controls.length} negative controls detected`;
  const part = run2.shard ? ` of shard ${run2.shard.index}/${run2.shard.of}` : "";
  const retried = flakesSentence(run2.cells);
  return `${verdictOf(run2)}${part}: ${[`${run2.cells.length} ${run2.cells.length === 1 ? "cell" : "cells"}`, ...cells].join(", ")}; ${trust}${retried ? `; ${retried}` : ""}`;
}
function verdictLine(run2) {
  const verdict = `verdict ${verdictOf(run2)}`;
  if (run2.shard) return `${verdict} of shard ${run2.shard.index}/${run2.shard.of}: the merged report's counts`;
  return run2.cells.some(({ plan: plan3 }) => isControl(plan3)) ? verdict : `${verdict}; no negative control`;
}
function flakesSentence(cells) {
  const flaky = cells.filter(({ outcome: outcome2 }) => outcome2.attempts !== void 0);
  if (flaky.length === 0) return void 0;
  const tries = flaky.reduce((sum, { outcome: outcome2 }) => sum + (outcome2.attempts?.length ?? 0), 0);
  const over = flaky.length >= 2 && flaky.length > flakeBudget * cells.length;
  return `${tries} inconclusive ${tries === 1 ? "try" : "tries"} repeated${over ? `, in more than ${flakeBudget * 100} % of the cells: this machine is not to be relied on` : ""}`;
}
var countsOf, allSkipped, exitStatusOf, flakeBudget, statusMeanings;
var init_verdict = __esm({
  "src/report/verdict.ts"() {
    "use strict";
    init_cell();
    init_outcome();
    countsOf = (cells) => Object.fromEntries(
      statuses.map((status3) => [status3, cells.filter(({ outcome: outcome2 }) => outcome2.status === status3).length])
    );
    allSkipped = ({ cells }) => cells.some(({ outcome: outcome2 }) => outcome2.status === "SKIP") && cells.every(({ plan: plan3, outcome: outcome2 }) => outcome2.status === "SKIP" || isControl(plan3) && outcome2.status === "PASS");
    exitStatusOf = (run2, why) => why.length === 0 ? 0 : allSkipped(run2) ? 77 : 1;
    flakeBudget = 0.05;
    statusMeanings = {
      PASS: "as expected, with evidence",
      FAIL: "kernel, dracut, writer or file system is wrong",
      ERROR: "cowpio or its input is wrong",
      INCONCLUSIVE: "no result: the machine failed",
      SKIP: "not applicable here"
    };
  }
});

// src/report/json.ts
function* runPieces(run2, cells) {
  yield '{\n "run": ';
  yield* pieces(run2, cells, " ", `,
 "schema": ${schema}
}
`);
}
function parsed(text3, what, expected = schema) {
  const value = JSON.parse(text3);
  const object2 = typeof value === "object" && value !== null ? value : {};
  if (object2["schema"] !== expected)
    throw new Error(
      `expected a ${what} of schema ${expected}, found ${String(object2["schema"])}: read it with the version of cowpio that wrote it`
    );
  return object2;
}
function* pieces(head2, cells, indent, end) {
  const inner = `${indent} `;
  let before = "{";
  for (const [key2, value] of sortedEntries({ ...head2, cells: [] })) {
    yield `${before}
${inner}${JSON.stringify(key2)}: ${key2 === "cells" ? "" : printed(value, inner)}`;
    if (key2 === "cells") yield* list(cells, inner);
    before = ",";
  }
  yield `
${indent}}${end}`;
}
function* list(texts2, indent) {
  let before = "[";
  for (const text3 of texts2) {
    yield `${before}
${indent} `;
    yield text3;
    before = ",";
  }
  yield before === "[" ? "[]" : `
${indent}]`;
}
function printed(value, indent) {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const inner = `${indent} `;
  if (Array.isArray(value)) {
    const items2 = value.map((item) => printed(item, inner));
    return enclosed("[", items2, items2, "]", indent);
  }
  const flat = [];
  const items = [];
  for (const [key2, item] of sortedEntries(value)) {
    const name = JSON.stringify(key2);
    const text3 = printed(item, inner);
    flat.push(`${name}:${text3}`);
    items.push(`${name}: ${text3}`);
  }
  return enclosed("{", flat, items, "}", indent);
}
function enclosed(open5, flat, items, close2, indent) {
  const length = flat.reduce((sum, text3) => sum + text3.length + 1, 1);
  if (length <= width) return open5 + flat.join(",") + close2;
  return `${open5}
${indent} ${items.join(`,
${indent} `)}
${indent}${close2}`;
}
var schema, reportPieces, reportCell, byId, reportOf, headOf, cellOf, evidenceFields, timeless, runCell, parseReport, parseRun, compare, width, sortedEntries, range2, cell, reportSchema;
var init_json = __esm({
  "src/report/json.ts"() {
    "use strict";
    init_dist();
    init_axes();
    init_cell();
    init_faults();
    init_outcome();
    init_ranges();
    init_run_schema();
    init_verdict();
    schema = 1;
    reportPieces = (run2, cells) => pieces(headOf(run2), cells, "", "\n");
    reportCell = (cell2) => printed(cellOf(cell2), "  ");
    byId = (cells) => cells.toSorted(({ plan: { id: a } }, { plan: { id: b } }) => compare(a, b));
    reportOf = (run2) => ({ ...headOf(run2), cells: byId(run2.cells).map(cellOf) });
    headOf = (run2) => ({
      schema,
      cowpio: run2.version,
      verdict: verdictOf(run2),
      counts: countsOf(run2.cells),
      omitted: run2.omitted
    });
    cellOf = ({ plan: plan3, outcome: outcome2 }) => ({
      id: plan3.id,
      ...closedValues(plan3),
      kernel: plan3.kernel,
      distro: plan3.distro,
      dracut: plan3.dracut,
      ...plan3.checkout ? { checkout: plan3.checkout } : {},
      fault: plan3.fault,
      expected: plan3.expected,
      status: outcome2.status,
      reason: outcome2.reason,
      ...outcome2.stage ? { stage: outcome2.stage } : {},
      ...outcome2.evidence ? evidenceFields(outcome2.evidence) : {}
    });
    evidenceFields = ({ versions: versions2, sharing: sharing2, sharingVerdict: sharingVerdict2, writerReasons, ...rest }) => ({
      versions: versions2,
      sharing: {
        verdict: sharingVerdict2,
        blockSize: sharing2.blockSize,
        members: sharing2.members.map((member) => ({ ...member, ranges: stretches(member.ranges) })).sort((a, b) => a.dataOffset - b.dataOffset || compare(a.name, b.name))
      },
      writerReasons: [...writerReasons].sort((a, b) => compare(a.name, b.name) || compare(a.reason, b.reason)),
      ...rest.writerCalls ? { writerCalls: rest.writerCalls } : {},
      ...rest.generatorLog ? { generatorErrors: rest.generatorLog.errors } : {},
      archives: rest.archives.map(({ recipe: recipe2, digest: digest3, size, mode, leftovers, boot }) => ({
        recipe: recipe2,
        digest: digest3,
        size,
        boot: timeless(boot),
        ...mode === void 0 ? {} : { mode },
        ...leftovers === void 0 ? {} : { leftovers }
      })),
      ...rest.guestSharing ? { guestSharing: rest.guestSharing } : {}
    });
    timeless = (boot) => boot.kind === "booted" || boot.kind === "not tried" ? { kind: boot.kind } : {
      kind: boot.kind,
      ...boot.kind === "did not boot" ? { fault: boot.fault } : {},
      ...boot.kind === "did not boot" && boot.cause ? { cause: boot.cause } : {},
      why: boot.why
    };
    runCell = (cell2) => printed(cell2, "   ");
    parseReport = (text3) => readBy(reportSchema, parsed(text3, "report"), "report");
    parseRun = (text3) => readBy(runSchema, parsed(text3, "run")["run"], "run");
    compare = (a, b) => a < b ? -1 : a > b ? 1 : 0;
    width = 120;
    sortedEntries = (value) => Object.entries(value).filter(([, item]) => item !== void 0).sort(([a], [b]) => compare(a, b));
    range2 = object({ offset: number(), length: number(), reason: picklist(reasons) });
    cell = object({
      id: string(),
      ...closedFields,
      dracut: string(),
      checkout: exactOptional(digest),
      fault: picklist(faultNames),
      expected: expectation,
      kernel: kernelImage,
      distro: distroImage,
      status: picklist(statuses),
      reason: string(),
      stage: exactOptional(picklist(stages)),
      versions: exactOptional(versions),
      sharing: exactOptional(
        object({
          verdict: sharingVerdict,
          blockSize: number(),
          members: array(object({ ...memberFields, ranges: array(range2) }))
        })
      ),
      writerReasons: exactOptional(array(writerReason)),
      writerCalls,
      generatorErrors: exactOptional(array(string())),
      archives: exactOptional(
        array(
          object({
            recipe,
            digest,
            size: number(),
            mode: exactOptional(string()),
            leftovers: exactOptional(array(string())),
            boot: object({
              kind: picklist(["booted", "did not boot", "not tried", "could not tell"]),
              // Absent unless it did not boot.
              fault: exactOptional(picklist(bootFaultNames)),
              cause: exactOptional(string()),
              // Absent when it booted.
              why: exactOptional(string())
            })
          })
        )
      ),
      guestSharing: exactOptional(guestSharing)
    });
    reportSchema = object({
      schema: literal(1),
      cowpio: string(),
      verdict: picklist(["PASS", "FAIL"]),
      counts: object({
        PASS: number(),
        FAIL: number(),
        ERROR: number(),
        INCONCLUSIVE: number(),
        SKIP: number()
      }),
      cells: array(cell),
      omitted
    });
  }
});

// src/report/read.ts
async function loadReport(path5) {
  const file = await fileOf(path5);
  try {
    const text3 = await (0, import_promises3.readFile)(file, "utf8");
    const value = JSON.parse(text3);
    const run2 = typeof value === "object" && value !== null && "run" in value ? parseRun(text3) : void 0;
    const report = run2 ? reportOf(run2) : parseReport(text3);
    const ids = report.cells.map(({ id }) => id);
    return { report, ...run2 ? { run: run2 } : {}, contents: await loadContents((0, import_node_path2.dirname)(file), ids) };
  } catch (cause) {
    throw new UserError(`${file}: ${cause.message}`, { cause });
  }
}
async function fileOf(path5) {
  const isFolder = await (0, import_promises3.stat)(path5).then(
    (found) => found.isDirectory(),
    (cause) => {
      throw new UserError(`report ${path5}: ${cause.message}`, { cause });
    }
  );
  if (!isFolder) return path5;
  for (const name of ["run.json", "report.json"]) {
    const found = await (0, import_promises3.stat)(`${path5}/${name}`).then(
      () => true,
      () => false
    );
    if (found) return `${path5}/${name}`;
  }
  throw new UserError(`${path5} contains neither run.json nor report.json`);
}
async function loadContents(folder, ids) {
  const contents = /* @__PURE__ */ new Map();
  for (const id of ids) {
    const text3 = await (0, import_promises3.readFile)(`${folder}/${contentsOf(id)}`, "utf8").catch(() => "");
    const entries = text3.split("\n").flatMap(entryOf);
    if (entries.length > 0) contents.set(id, entries);
  }
  return contents;
}
function entryOf(line3) {
  const { success, output: output2 } = safeParse(lineSchema, line3);
  return success ? [output2] : [];
}
var import_promises3, import_node_path2, entrySchema, lineSchema;
var init_read = __esm({
  "src/report/read.ts"() {
    "use strict";
    import_promises3 = require("node:fs/promises");
    import_node_path2 = require("node:path");
    init_dist();
    init_errors();
    init_json();
    init_paths();
    entrySchema = object({
      path: string(),
      kind: picklist(["f", "d", "l", "c", "b", "p", "s"]),
      mode: string(),
      uid: number(),
      gid: number(),
      size: exactOptional(number()),
      hash: exactOptional(string()),
      target: exactOptional(string()),
      device: exactOptional(string()),
      first: exactOptional(string())
    });
    lineSchema = pipe(string(), parseJson(), entrySchema);
  }
});

// src/report/compare.ts
async function compareWith(base, run2, folder) {
  const report = reportOf(run2);
  const next = {
    report,
    run: run2,
    contents: await loadContents(
      folder,
      report.cells.map(({ id }) => id)
    )
  };
  const matched = matchedTo(next, base);
  return { difference: differenceOf(matched, next), base: matched };
}
async function compareWithBase(run2, folder) {
  if (!(0, import_node_fs2.existsSync)(`${baseOf(folder)}/run.json`)) return void 0;
  const tested = { ...run2, cells: run2.cells.filter(({ plan: plan3 }) => !isControl(plan3)) };
  return compareWith(await loadReport(baseOf(folder)), tested, folder);
}
function matchedTo(next, base) {
  const ids = (side) => new Set(side.report.cells.map(({ id }) => id));
  const [was, is] = [ids(base), ids(next)];
  const names = /* @__PURE__ */ new Map();
  for (const identity of [identityWithDracut, identityOf]) {
    const taken = new Set(names.values());
    const candidates = grouped(
      next.report.cells.filter(({ id }) => !was.has(id) && !taken.has(id)),
      identity
    );
    const rest = base.report.cells.filter(({ id }) => !is.has(id) && !names.has(id));
    for (const [axes2, [cell2, ...more]] of grouped(rest, identity)) {
      const [twin, ...others] = candidates.get(axes2) ?? [];
      if (cell2 && twin && more.length === 0 && others.length === 0) names.set(cell2.id, twin.id);
    }
  }
  const renamed = (one2) => ({ ...one2, id: names.get(one2.id) ?? one2.id });
  const contents = base.contents && new Map([...base.contents].map(([id, paths]) => [names.get(id) ?? id, paths]));
  return {
    ...contents ? { contents } : {},
    report: { ...base.report, cells: base.report.cells.map(renamed) },
    ...base.run ? { run: { ...base.run, cells: base.run.cells.map(({ plan: plan3, outcome: outcome2 }) => ({ plan: renamed(plan3), outcome: outcome2 })) } } : {}
  };
}
var import_node_fs2, identityOf, identityWithDracut;
var init_compare = __esm({
  "src/report/compare.ts"() {
    "use strict";
    import_node_fs2 = require("node:fs");
    init_axes();
    init_cell();
    init_grouped();
    init_diff();
    init_json();
    init_paths();
    init_read();
    identityOf = ({ kernel, distro, fault, ...values }) => JSON.stringify([
      ...[kernel.origin === "folder" ? "" : kernel.name, distro.name, fault],
      ...Object.values(closedValues(values))
    ]);
    identityWithDracut = (cell2) => `${cell2.checkout === void 0} ${identityOf(cell2)}`;
  }
});

// src/report/escape.ts
function markupOf(piece) {
  if (piece === void 0) return "";
  if (piece instanceof Html) return piece.markup;
  if (Array.isArray(piece)) return piece.map(markupOf).join("");
  return visible(String(piece)).replace(/[&<>"']/g, entity);
}
function oneLine(raw, limit = 300) {
  const line3 = raw.slice(0, 8 * limit).replace(/\s+/g, " ").trim();
  return line3.length > limit || raw.length > 8 * limit ? `${line3.slice(0, limit).replace(/[\ud800-\udbff]$/, "")}\u2026` : line3;
}
function markdown(raw, limit = 600) {
  const short = oneLine(visible(oneLine(raw, limit)), limit);
  return short.replace(/[&<>\\`*_{}[\]()#!|~@:$]/g, entity).replace(/\bwww\./gi, "www&#46;");
}
var Html, html, visible, summaryLimit, entity;
var init_escape = __esm({
  "src/report/escape.ts"() {
    "use strict";
    Html = class {
      markup;
      constructor(markup) {
        this.markup = markup;
      }
      toString() {
        return this.markup;
      }
    };
    html = (strings, ...values) => new Html(strings.map((fixed2, index) => fixed2 + (index < values.length ? markupOf(values[index]) : "")).join(""));
    visible = (raw) => raw.replace(
      /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\ufffe\uffff]/gu,
      (sign) => `\\u${(sign.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`
    );
    summaryLimit = 900 * 1024;
    entity = (sign) => `&#${sign.charCodeAt(0)};`;
  }
});

// src/report/diff-text.ts
function diffText(difference) {
  const text3 = sections(difference);
  const parts2 = text3.map(({ title, lines: lines3 }) => [title, ...lines3.map((line3) => `  ${visible(line3)}`)].join("\n"));
  return [headline(difference, text3), ...parts2].join("\n\n");
}
function diffMarkdown(difference, limit = summaryLimit) {
  let room2 = limit - 4096;
  const text3 = sections(difference);
  const parts2 = text3.map(({ title, lines: lines3 }) => {
    const saved = [];
    for (const line3 of lines3) {
      const item = `- ${markdown(line3)}
`;
      room2 -= Buffer.byteLength(item);
      if (room2 < 0) break;
      saved.push(item);
    }
    const leftOut = lines3.length - saved.length;
    return `
### ${title}

${saved.join("")}${leftOut > 0 ? `- ${leftOut} more
` : ""}`;
  });
  return `## cowpio: ${markdown(headline(difference, text3))}
${parts2.join("")}`;
}
function headline(difference, all2) {
  const { regressions, fixes, newSkips, newErrors, entries, performance: performance2 } = difference;
  if (difference.common === 0) return "nothing was compared: the reports have no cell in common";
  const worse = performance2.drifts.filter((drift) => drift.worse).length;
  const better = performance2.drifts.length - worse;
  const paths = (what) => new Set(entries.flatMap((change) => change[what].map(({ path: path5 }) => path5))).size;
  const counts = [
    counted(regressions.length, "regression"),
    `${fixes.length} ${fixes.length === 1 ? "fix" : "fixes"}`,
    counted(newSkips.length, "new skip"),
    ...newErrors.length > 0 ? [`${counted(newErrors.length, "cell")} with new errors of dracut`] : [],
    ...entries.length > 0 ? [`entries of the archive: ${paths("lost")} lost, ${paths("added")} new, ${paths("changed")} changed`] : [],
    `${counted(worse, "figure")} worse beyond noise`,
    `${better} better`
  ];
  if (all2.every(({ title }) => title === notComparedTitle || title === comparedTitle)) return "no difference";
  return `${hasRegressed(difference) ? "regressed" : "not regressed"}: ${counts.join(", ")}`.replace(
    /\b1 (\w+)s\b/g,
    "1 $1"
  );
}
function sections(difference) {
  const { regressions, fixes, newSkips, newErrors, entries, sizes, otherStatuses, newCells, goneCells } = difference;
  const { sharing: sharing2, changes, performance: performance2 } = difference;
  const drifts = (worse) => performance2.drifts.filter((drift) => drift.worse === worse).map(driftLine);
  return [
    { title: "Regressions", lines: regressions.map(statusLine) },
    { title: "New errors of the generator", lines: newErrors.map(describeNewErrors) },
    { title: "Entries of the archive", lines: entries.flatMap(entryLines) },
    { title: "Size of the archive", lines: sizes.map(sizeLine) },
    { title: "Not reproducible any more", lines: difference.notReproducible.map(describeUnequal) },
    { title: "Fixes", lines: fixes.map(statusLine) },
    { title: "New skips", lines: newSkips.map(statusLine) },
    { title: "Other statuses", lines: otherStatuses.map(statusLine) },
    { title: "New cells", lines: newCells.map(({ cell: cell2, status: status3, reason: reason2 }) => `${cell2}: ${status3}: ${oneLine(reason2)}`) },
    { title: "Gone cells", lines: goneCells.map(({ cell: cell2, status: status3 }) => `${cell2}: was ${status3}`) },
    {
      title: "Sharing",
      lines: sharing2.map(({ cell: cell2, from, to }) => `${cell2}: ${sharedText(from)} \u2192 ${sharedText(to)}`)
    },
    { title: "Worse beyond noise", lines: drifts(true) },
    { title: "Better beyond noise", lines: drifts(false) },
    { title: "Other changes", lines: changes.map(changeLine) },
    {
      title: comparedTitle,
      lines: [...grouped(performance2.compared, ({ measure }) => measure).values()].map(noiseLine)
    },
    { title: notComparedTitle, lines: performance2.notCompared }
  ].filter(({ lines: lines3 }) => lines3.length > 0);
}
function sizeLine({ cell: cell2, recipe: recipe2, from, to }) {
  const growth = 100 * (to - from) / Math.max(1, from);
  return `${cell2}, ${recipe2}: ${megabytes(from)} \u2192 ${megabytes(to)} (${growth < 0 ? "" : "+"}${growth.toFixed(2)} %)`;
}
function driftLine({ cell: cell2, recipe: recipe2, measure, from, to }) {
  const format = measures[measure].unit === "ms" ? seconds : megabytes;
  return `${cell2}: ${measure}, ${recipe2}: ${format(from)} \u2192 ${format(to)} (\xD7 ${(Math.max(1, to) / Math.max(1, from)).toFixed(2)})`;
}
function changeLine({ what, from, to, cells }) {
  const where = cells.length === 0 ? "" : ` (${cells.slice(0, named2).join(", ")}${cells.length > named2 ? `, and ${cells.length - named2} more` : ""})`;
  return `${what}: ${oneLine(from)} \u2192 ${oneLine(to)}${where}`;
}
var notComparedTitle, comparedTitle, describeNewErrors, noiseLine, counted, statusLine, sharedText, named2;
var init_diff_text = __esm({
  "src/report/diff-text.ts"() {
    "use strict";
    init_grouped();
    init_diff();
    init_entries();
    init_escape();
    init_figures();
    init_noise();
    notComparedTitle = "Not compared";
    comparedTitle = "Noise";
    describeNewErrors = ({ cell: cell2, errors }) => `${cell2}: dracut printed ${counted(errors.length, "error")} that the base does not: ${oneLine(errors[0] ?? "")}`;
    noiseLine = (same) => {
      const each = same.map(({ recipe: recipe2, factor, cells }) => `${factor} for ${recipe2} (${counted(cells, "cell")})`);
      return `${same[0]?.measure}: beyond it are changes by more than a factor of ${each.join(", ")}`;
    };
    counted = (count, what) => `${count} ${what}${count === 1 ? "" : "s"}`;
    statusLine = ({ cell: cell2, from, to, reason: reason2 }) => `${cell2}: ${from} \u2192 ${to}: ${oneLine(reason2)}`;
    sharedText = ({ verdict, shared, shareable }) => `${verdict}, ${percent(shared, shareable)} of ${megabytes(shareable)}`;
    named2 = 8;
  }
});

// src/report/advice.ts
function skippedOf(cells) {
  const skipped2 = cells.filter(({ outcome: outcome2 }) => outcome2.status === "SKIP");
  return [...grouped(skipped2, ({ outcome: outcome2 }) => outcome2.reason)].map(([reason2, own2]) => ({
    reason: reason2,
    cells: own2.map(({ plan: plan3 }) => plan3.id)
  }));
}
function causesOf(cells) {
  const troubles2 = troublesOf(cells);
  const productFirst = [
    ...troubles2.filter((cell2) => !isControl(cell2.plan)),
    ...troubles2.filter((cell2) => isControl(cell2.plan))
  ];
  return [...grouped(productFirst, ({ outcome: outcome2 }) => `${outcome2.status}: ${outcome2.reason}`)].map(([reason2, own2]) => ({
    reason: reason2,
    cells: own2.map(({ plan: plan3 }) => plan3.id)
  }));
}
function adviceFor({ plan: plan3, outcome: outcome2 }) {
  const log = logOf(plan3.id);
  const console2 = consoleOf(plan3.id, "reflink");
  switch (outcome2.status) {
    case "FAIL":
      if (outcome2.evidence?.sharingVerdict.kind === "altered")
        return `The writer, or the copy of its archive, changed these members: compare them with what ${generatorOf(plan3).keeping} leaves in its staging tree.`;
      if (isControl(plan3) && outcome2.stage === "verify" && plan3.expected.sharing === "copied")
        return "The proof called data shared that cannot be: until it is mended, no PASS of this run can be trusted.";
      if (isControl(plan3) && outcome2.stage === "boot" && plan3.expected.boot === "does not boot")
        return "The guest reached the real root without the archive's /init: until that is understood, no boot of this run proves anything.";
      if (outcome2.stage === "verify")
        return `Look under \u201CWhere its bytes lie\u201D for the members that lie elsewhere and what the writer said of them; ${log} has dracut's output.`;
      if (outcome2.stage === "boot") return `Read ${console2} from its end: the last lines say where the boot stopped.`;
      return `Read ${log} from its end.`;
    case "ERROR":
      if (Object.keys(outcome2.stageTimes).length === 0)
        return "The input cannot be used: correct it as the reason says, then run again.";
      return `cowpio failed, so this says nothing about the product. Read the end of ${log}, and report the failure with that file.`;
    case "INCONCLUSIVE":
      return outcome2.stage === "boot" ? `Run it again; if it stays, read ${console2} from its end, and ask \`node dist/cli.js doctor\` what this machine can do.` : "Ask `node dist/cli.js doctor` what this machine can do, then run it again.";
    case "PASS":
    case "SKIP":
      return void 0;
  }
}
function notesOf(cell2) {
  const advice2 = adviceFor(cell2);
  const { reason: reason2 } = cell2.outcome;
  return advice2 === void 0 ? [reason2] : [`${reason2}${placeOf(cell2.outcome)}`, advice2, `${rerunLabel}: ${rerunText(cell2)}`];
}
function rerunCommand(plan3) {
  const control = plan3.id.startsWith(controlPrefix);
  const requested = control && profileOf(plan3.requested.fileSystem).noReflink !== void 0 ? { ...plan3.requested, fileSystem: "btrfs" } : plan3.requested;
  const given = withoutDefaults({
    ...Object.fromEntries(axisNames.map((axis) => [axes[axis].input, asWord(requested[axes[axis].field])])),
    compare: plan3.compareWith.join(" ") || "none",
    controls: control ? controlOf(plan3.fault) : "none",
    boots: `${plan3.boots ?? 1}`,
    ...plan3.runInputs
  });
  const args = Object.entries(given).flatMap(([name, value]) => [`--${name}`, value]);
  return { program: "node", args: ["dist/cli.js", "run", ...args, "--report-dir", againDir] };
}
var gravest, troublesOf, placeOf, uncaught, rerunLabel, rerunText, withoutDefaults, againDir;
var init_advice = __esm({
  "src/report/advice.ts"() {
    "use strict";
    init_axes();
    init_cell();
    init_command2();
    init_file_systems();
    init_generators();
    init_grouped();
    init_cells();
    init_input_table();
    init_words();
    init_paths();
    gravest = ["FAIL", "ERROR", "INCONCLUSIVE"];
    troublesOf = (cells) => gravest.flatMap((status3) => cells.filter(({ outcome: outcome2 }) => outcome2.status === status3));
    placeOf = ({ stage, reason: reason2 }) => stage === void 0 || reason2.startsWith(`${stage}: `) ? "" : ` at ${stage}`;
    uncaught = ({ plan: plan3, outcome: { status: status3, stage, evidence: evidence2 } }) => status3 === "FAIL" && (stage === "verify" && plan3.expected.sharing !== "shared" && evidence2?.sharingVerdict.kind !== "altered" || stage === "boot" && plan3.expected.boot === "does not boot");
    rerunLabel = "Again, in a clone of cowpio";
    rerunText = ({ plan: plan3 }) => shellQuote(rerunCommand(plan3));
    withoutDefaults = (given) => Object.fromEntries(Object.entries(given).filter(([name, value]) => inputs[name].default !== value));
    againDir = "cowpio-again";
  }
});

// src/report/formats.ts
function junitXml(run2, digest3) {
  const counts = countsOf(run2.cells);
  const properties = {
    verdict: verdictOf(run2),
    cowpio: run2.version,
    digest: digest3,
    "host.kernel": run2.host.kernel,
    "host.cpu": run2.host.cpu,
    "host.cores": run2.host.cores,
    accelerator: run2.accelerator
  };
  return html`<?xml version="1.0" encoding="UTF-8"?>
<testsuite name="cowpio" timestamp="${run2.started.slice(0, 19)}" hostname="localhost" tests="${run2.cells.length}" failures="${counts.FAIL}" errors="${counts.ERROR + counts.INCONCLUSIVE}" skipped="${counts.SKIP}" time="${inSeconds(run2.elapsedMs)}">
<properties>
${Object.entries(properties).map(([name, value]) => html`<property name="${name}" value="${value}"/>\n`)}</properties>
${run2.cells.map((cell2) => html`${testcase(cell2)}\n`)}<system-out>${verdictSentence(run2)}</system-out>
<system-err></system-err>
</testsuite>
`.markup;
}
function testcase(cell2) {
  const { plan: plan3, outcome: outcome2 } = cell2;
  const group = isControl(plan3) ? "cowpio.control" : `cowpio.${plan3.fileSystem}`;
  const description = describe(cell2);
  return html`<testcase name="${plan3.id}" classname="${group}" time="${inSeconds(elapsed(outcome2.stageTimes))}"${description === void 0 ? html`/>` : html`>${description}</testcase>`}`;
}
function describe(cell2) {
  const { status: status3, reason: reason2 } = cell2.outcome;
  const message = oneLine(reason2);
  const text3 = notesOf(cell2).flatMap((note) => note.split("\n"));
  const body = text3.map((line3, index) => html`${index > 0 ? "\n" : ""}${line3}`);
  switch (status3) {
    case "PASS":
      return void 0;
    case "SKIP":
      return html`<skipped message="${message}"/>`;
    case "FAIL":
      return html`<failure type="FAIL" message="${message}">${body}</failure>`;
    case "ERROR":
    case "INCONCLUSIVE":
      return html`<error type="${status3}" message="${message}">${body}</error>`;
  }
}
function ktap({ cells }) {
  const { PASS, FAIL, ERROR, INCONCLUSIVE, SKIP } = countsOf(cells);
  return `${[
    "KTAP version 1",
    `1..${cells.length}`,
    ...cells.flatMap((cell2, index) => [...diagnosis(cell2), result(cell2, index + 1)]),
    // As kselftest sums up.
    `# Totals: pass:${PASS} fail:${FAIL} xfail:0 xpass:0 skip:${SKIP} error:${ERROR + INCONCLUSIVE}`
  ].join("\n")}
`;
}
function result({ plan: plan3, outcome: outcome2 }, number2) {
  const name = `${number2} ${visible(plan3.id).replaceAll("#", "_")}`;
  const reason2 = visible(oneLine(outcome2.reason));
  switch (outcome2.status) {
    case "PASS":
      return `ok ${name}`;
    case "SKIP":
      return `ok ${name} # SKIP ${reason2}`;
    // Not the bare reason: its first word could be a directive.
    case "FAIL":
      return `not ok ${name} # FAIL: ${reason2}`;
    case "ERROR":
      return `not ok ${name} # ERROR ${reason2}`;
    case "INCONCLUSIVE":
      return `not ok ${name} # ERROR INCONCLUSIVE: ${reason2}`;
  }
}
function tmtResults(run2) {
  const verdict = allSkipped(run2) ? "skip" : verdictOf(run2) === "PASS" ? "pass" : "fail";
  const whole2 = [
    line("- name", "/"),
    line("  result", verdict),
    ...list2("  note", [verdictSentence(run2)]),
    line("  duration", clock(run2.elapsedMs)),
    ...list2("  log", ["report.html", "report.json", "run.json"])
  ];
  return `${[...whole2, ...run2.cells.flatMap((cell2, index) => resultOf(cell2, index + 1))].join("\n")}
`;
}
function clock(ms) {
  const whole2 = Math.round(ms / 1e3);
  return [Math.floor(whole2 / 3600), Math.floor(whole2 / 60) % 60, whole2 % 60].map((part) => `${part}`.padStart(2, "0")).join(":");
}
function annotationsOf(cells) {
  const description = troublesOf(cells).map(
    (cell2) => ({
      title: `${cell2.outcome.status} ${cell2.plan.id}`,
      text: visible(oneLine(`${cell2.outcome.reason}${placeOf(cell2.outcome)}`)),
      ...fileAtFault(cell2)
    })
  );
  if (description.length <= maxAnnotations) return description;
  const rest = description.slice(maxAnnotations - 1);
  const names = rest.slice(0, 5).map(({ title }) => title).join(", ");
  return [
    ...description.slice(0, maxAnnotations - 1),
    { title: `${rest.length} more cells went wrong`, text: `${names}${rest.length > 5 ? ", \u2026" : ""}: see the report` }
  ];
}
function fileAtFault({ plan: plan3, outcome: outcome2 }) {
  const { dracut: dracut2 } = plan3.requested;
  if (outcome2.source === void 0 || dracut2 === "builtin" || dracut2.startsWith("/")) return {};
  const file = `${dracut2.replace(/^\.\//, "").replace(/\/+$/, "")}/${outcome2.source.file.replace(/^\.\//, "")}`;
  return /(^|\/)\.\.(\/|$)/.test(file) ? {} : { file, startLine: outcome2.source.line };
}
var inSeconds, diagnosis, outcomes, resultOf, line, list2, maxAnnotations;
var init_formats = __esm({
  "src/report/formats.ts"() {
    "use strict";
    init_cell();
    init_outcome();
    init_advice();
    init_escape();
    init_paths();
    init_verdict();
    inSeconds = (ms) => (ms / 1e3).toFixed(3);
    diagnosis = (cell2) => cell2.outcome.status === "PASS" ? [] : notesOf(cell2).flatMap((note) => note.split("\n")).map((line3) => `# ${visible(line3)}`);
    outcomes = {
      PASS: "pass",
      FAIL: "fail",
      ERROR: "error",
      INCONCLUSIVE: "error",
      SKIP: "skip"
    };
    resultOf = (cell2, number2) => [
      line("- name", `/${cell2.plan.id}`),
      line("  result", outcomes[cell2.outcome.status]),
      `  serial-number: ${number2}`,
      ...list2("  note", notesOf(cell2)),
      line("  duration", clock(elapsed(cell2.outcome.stageTimes))),
      ...list2("  log", logsOf(cell2))
    ];
    line = (key2, text3) => `${key2}: ${JSON.stringify(visible(text3))}`;
    list2 = (key2, texts2) => texts2.length === 0 ? [] : [`${key2}:`, ...texts2.map((text3) => `    - ${JSON.stringify(visible(text3))}`)];
    maxAnnotations = 9;
  }
});

// src/report/html/grid.ts
function gridOf(cells) {
  const kernels = [...new Set(cells.map(({ plan: plan3 }) => plan3.kernel.name))];
  const controlled = [...grouped(cells, ({ plan: plan3 }) => isControl(plan3))].sort(([a], [b]) => Number(a) - Number(b));
  const rows2 = controlled.flatMap(
    ([control, some]) => [...grouped(some, ({ plan: plan3 }) => plan3.fileSystem)].flatMap(
      ([fileSystem, same]) => [...grouped(same, restOf)].map(([rest, own2]) => {
        const byKernel = grouped(own2, ({ plan: plan3 }) => plan3.kernel.name);
        return { fileSystem, rest, control, cells: kernels.map((kernel) => byKernel.get(kernel) ?? []) };
      })
    )
  );
  return { kernels, rows: rows2 };
}
function observations({ plan: plan3, outcome: outcome2 }) {
  if (outcome2.status === "SKIP") return ["not tried"];
  const { evidence: evidence2 } = outcome2;
  if (evidence2 === void 0) return [outcome2.stage ? `ended at ${outcome2.stage}` : "ended early"];
  const { sharing: sharing2, sharingVerdict: sharingVerdict2, archives } = evidence2;
  const boot = archives.find(({ recipe: recipe2 }) => recipe2 === "reflink")?.boot;
  return [
    sharingVerdict2.kind === "altered" || sharingVerdict2.kind === "unproven" || sharingVerdict2.kind === "compressed" || sharingVerdict2.kind === "copied" && plan3.expected.sharing === "copied" ? sharingVerdict2.kind : `${percent(sharing2.shared, sharing2.shareable)} shared`,
    boot === void 0 ? "not booted" : boot.kind === "booted" ? `booted in ${seconds(boot.times.realRoot.wall)}` : boot.kind
  ];
}
function filterBar(cells) {
  const counted2 = (of2) => [...grouped(cells, of2)].map(([value, own2]) => [value, own2.length]);
  const facets = [
    { name: "status", label: "status", values: counted2(({ outcome: outcome2 }) => outcome2.status).sort(inOrder) },
    ...axisNames.map((axis) => ({
      name: axes[axis].field,
      label: axes[axis].label,
      values: counted2((cell2) => valueIn(cell2, axes[axis].field))
    }))
  ];
  return html`<div id="filter" role="search" hidden>${facets.filter(({ values }) => values.length > 1).map(
    ({ name, label, values }) => html`<label>${label}<select name="${name}"><option value="">all</option>${values.map(([value, count]) => html`<option value="${value}">${value} (${count})</option>`)}</select></label>`
  )}<label>text<input name="text" type="search" placeholder="words of name or reason"></label><output aria-live="polite"></output></div>`;
}
function filterPage() {
  const bar = document.getElementById("filter");
  const grid2 = document.getElementById("grid");
  const output2 = bar?.querySelector("output");
  if (!bar || !grid2 || !output2) return;
  const kernels = [...grid2.querySelectorAll("thead th")];
  const cells = [...grid2.querySelectorAll("a.cell")].map((cell2) => {
    const gridCell3 = cell2.closest("td");
    const row2 = gridCell3.parentElement;
    const kernel = kernels[gridCell3.cellIndex]?.dataset["kernel"] ?? "";
    const values = { ...row2.dataset, kernel, status: cell2.classList[1] ?? "" };
    const text3 = [cell2.dataset["id"], cell2.textContent, cell2.title, kernel, ...Object.values(row2.dataset)].join(" ");
    return { cell: cell2, row: row2, column: gridCell3.cellIndex, values, text: text3.toLowerCase() };
  });
  const fields2 = [...bar.querySelectorAll("select, input")];
  const apply = () => {
    const chosen = fields2.filter(({ value }) => value.trim() !== "");
    const shown2 = cells.filter(
      ({ values, text: text3 }) => chosen.every(
        ({ name, value }) => name === "text" ? value.toLowerCase().split(/\s+/).every((word3) => text3.includes(word3)) : values[name] === value
      )
    );
    const hide = (element, hidden) => {
      element.hidden = hidden;
    };
    const here = new Set(shown2.map(({ cell: cell2 }) => cell2));
    const rows2 = new Set(shown2.map(({ row: row2 }) => row2));
    const columns = new Set(shown2.map(({ column }) => column));
    const ids = new Set(shown2.map(({ cell: cell2 }) => cell2.dataset["id"]));
    for (const { cell: cell2, row: row2 } of cells) {
      hide(cell2, !here.has(cell2));
      hide(row2, !rows2.has(row2));
    }
    for (const row2 of /* @__PURE__ */ new Set([...rows2, ...grid2.querySelectorAll("thead tr")]))
      for (const [index, gridCell3] of [...row2.cells].entries())
        hide(gridCell3, index > 0 && chosen.length > 0 && !columns.has(index));
    for (const section of document.querySelectorAll("[data-cell]"))
      hide(section, !ids.has(section.dataset["cell"]));
    for (const group of grid2.querySelectorAll("tbody"))
      hide(group, ![...rows2].some((row2) => row2.parentElement === group));
    output2.textContent = chosen.length === 0 ? `${cells.length} cells` : `${shown2.length} of ${cells.length} cells`;
  };
  for (const field of fields2) field.addEventListener("input", apply);
  bar.hidden = false;
  apply();
}
var labelOf, restOf, valueIn, rowFacts, inOrder, filterScript;
var init_grid = __esm({
  "src/report/html/grid.ts"() {
    "use strict";
    init_axes();
    init_cell();
    init_grouped();
    init_outcome();
    init_escape();
    init_figures();
    labelOf = ({ fileSystem, rest }) => rest === "" ? fileSystem : `${fileSystem}, ${rest}`;
    restOf = ({ plan: { distro, fault, ...rest } }) => [...unusualOf({ ...rest, distro: distro.name }), ...fault === "none" ? [] : [fault]].join(", ");
    valueIn = ({ plan: plan3 }, key2) => key2 === "kernel" || key2 === "distro" ? plan3[key2].name : plan3[key2];
    rowFacts = ({ cells }) => {
      const [first] = cells.flat();
      return first === void 0 ? [] : axisNames.filter((axis) => axis !== "kernel").map((axis) => html` data-${axis}="${valueIn(first, axes[axis].field)}"`);
    };
    inOrder = ([a], [b]) => statuses.indexOf(a) - statuses.indexOf(b);
    filterScript = `(${filterPage})();`;
  }
});

// src/report/html/shell.ts
var import_node_crypto2, cspHash, page, policy, onOnePage, fileOf2, cellPath, linkTo, signs, word2, chip, style;
var init_shell = __esm({
  "src/report/html/shell.ts"() {
    "use strict";
    import_node_crypto2 = require("node:crypto");
    init_escape();
    init_verdict();
    cspHash = (text3) => `'sha256-${(0, import_node_crypto2.createHash)("sha256").update(text3).digest("base64")}'`;
    page = (title, body, script, styles2 = "") => html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${new Html(policy(script))}">
<title>${title}</title><style>${new Html(style + styles2)}</style></head><body>
${body}
${script === void 0 ? void 0 : html`<script>${new Html(script)}</script>`}
</body></html>
`.markup;
    policy = (script) => [
      "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'",
      ...script === void 0 ? [] : [`script-src ${cspHash(script)}`]
    ].join("; ");
    onOnePage = 50;
    fileOf2 = (id) => `${encodeURIComponent(id)}.html`;
    cellPath = (id) => `cells/${fileOf2(id)}`;
    linkTo = (id, large) => large ? `cells/${encodeURIComponent(fileOf2(id))}` : `#${encodeURIComponent(id)}`;
    signs = {
      PASS: "\u2713",
      FAIL: "\u2717",
      ERROR: "!",
      INCONCLUSIVE: "?",
      SKIP: "\u2013"
    };
    word2 = (status3) => html`<span class="sign" aria-hidden="true">${signs[status3]}</span> ${status3}`;
    chip = (status3) => html`<span class="chip ${status3}" title="${status3}: ${statusMeanings[status3]}">${word2(status3)}</span>`;
    style = `
:root { color-scheme: light dark; --page: #fdfdfc; --ink: #1f2328; --soft: #5f6872; --line: #e1e4e6; --panel: #f5f6f5;
  --good: #00795c; --good-bg: #e4f2ed; --bad: #b93d00; --bad-bg: #fbe8de; --broken: #8e4377; --broken-bg: #f5e6f0;
  --unknown: #6b6f73; --unknown-bg: #ececec; --hatch: #dedede;
  --shared: #2a9d7f; --exclusive: #e08a00; --made: #64788c; --kernel: #9db0c2; --initramfs: #54708c;
  --tail: #f0cf86; --small: #d9a7c4; --own: #a3b4c6; --other: #8d79b3; --lost: #c93f00; --head: #e6e8ea; }
@media (prefers-color-scheme: dark) { :root { --page: #15181b; --ink: #e3e6e8; --soft: #9aa3ac; --line: #2d3237; --panel: #1d2125;
  --good: #4ec9a4; --good-bg: #15332b; --bad: #ff8f57; --bad-bg: #44230f; --broken: #dc97c8; --broken-bg: #3a2034;
  --unknown: #a8abad; --unknown-bg: #2c2c2c; --hatch: #383838;
  --shared: #2fa586; --exclusive: #e8a02c; --made: #7c90a4; --kernel: #4e6173; --initramfs: #87a3bf;
  --tail: #9c7f3a; --small: #94607e; --own: #5b6d7f; --other: #8672b0; --lost: #d9622b; --head: #2b3035; } }
* { box-sizing: border-box; } html { scroll-padding-top: .5rem; -webkit-text-size-adjust: 100%; }
body { margin: 0 auto; max-width: 70rem; padding: 2.5rem 1.5rem 5rem; background: var(--page); color: var(--ink);
  font: 15px/1.5 system-ui, "Segoe UI", "DejaVu Sans", sans-serif; font-variant-numeric: tabular-nums; }
h1, h2, h3 { line-height: 1.25; text-wrap: balance; } h1 { font-size: 1.55rem; font-weight: 650; margin: 0; letter-spacing: -.01em; }
h2 { font-size: 1.2rem; font-weight: 650; margin: 2.75rem 0 .75rem; } h3 { font-size: .95rem; font-weight: 650; margin: 2rem 0 .5rem; }
p, li { max-width: 46rem; } p { margin: .4rem 0; } ul { padding-left: 1.2rem; }
.soft, figcaption { color: var(--soft); font-size: .87rem; }
a { color: inherit; text-decoration-color: var(--soft); text-underline-offset: .15em; text-decoration-thickness: 1px; }
code, pre { font: .87em/1.45 ui-monospace, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
pre { background: var(--panel); padding: .6rem .8rem; margin: .4rem 0; white-space: pre-wrap; }
.verdict { border-left: .35rem solid var(--bad); padding: .2rem 0 .3rem 1.1rem; margin-bottom: 2rem; } .verdict.PASS { border-color: var(--good); }
.scroll { overflow-x: auto; } table { border-collapse: collapse; margin: .25rem 0 .75rem; }
th { font-weight: 400; text-align: left; } .n { text-align: right; white-space: nowrap; }
.figures th, .figures td { padding: .28rem 1.4rem .28rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
.figures thead th { color: var(--soft); font-size: .87rem; } .figures td.soft { padding-left: .4rem; }
.grid { border-spacing: 0; margin: 0; } .grid th { padding: .3rem 1.1rem .3rem 0; white-space: nowrap; } .grid td { padding: .2rem .4rem .2rem 0; vertical-align: top; }
.grid thead th, .group { color: var(--soft); font-size: .87rem; } .grid .group { padding-top: 1rem; white-space: normal; }
[hidden] { display: none !important; }
#filter { display: flex; flex-wrap: wrap; gap: .5rem .9rem; align-items: end; margin: 1.5rem 0 1rem; padding: .8rem 1rem 1rem; background: var(--panel); }
#filter label { display: grid; gap: .15rem; color: var(--soft); font-size: .8rem; } #filter output { padding-bottom: .3rem; font-weight: 650; }
#filter select, #filter input { font: inherit; font-size: .93rem; color: var(--ink); background: var(--page); border: 1px solid var(--line); border-radius: .2rem; padding: .25rem .4rem; max-width: 12rem; height: 2rem; }
#filter input { width: 15rem; max-width: none; } #filter :focus-visible { outline: 2px solid var(--made); outline-offset: 1px; }
.fs { color: var(--soft); } .first > th > .fs { color: var(--ink); font-weight: 650; }
.w { display: inline-block; max-width: 100%; }
.tall { width: max-content; min-width: 100%; max-width: min(100vw - 3rem, 110rem); margin-left: 50%; translate: -50%; max-height: 85vh; border: solid var(--line); border-width: 1px 0; } .tall thead th { position: sticky; top: 0; z-index: 2; background: var(--page); }
.tall tbody th:first-child { position: sticky; left: 0; z-index: 1; background: var(--page); }
.dense th { font-size: .87rem; } .grid.dense td { padding: .08rem .3rem .08rem 0; } .dense .cell { min-width: 0; padding: .12rem .55rem; white-space: nowrap; font-size: .87rem; }
.dense .cell b { display: inline-block; min-width: 4.2rem; } .dense .cell > span { display: inline-block; font-size: .8rem; min-width: 3.4rem; text-align: right; margin-left: .4rem; } .dense .first > * { border-top: .5rem solid transparent; }
.cell { display: block; min-width: 12rem; padding: .5rem .8rem .55rem; text-decoration: none; border-left: .28rem solid; }
.cell span { display: inline; } .cell b { display: block; font-weight: 650; } .cell > span { display: block; color: var(--ink); font-size: .87rem; opacity: .8; }
.cell:hover, .cell:focus-visible { outline: 2px solid var(--soft); }
.chip { display: inline-block; padding: 0 .5em; font-size: .8em; font-weight: 650; vertical-align: .08em; border-left: .2rem solid; }
.PASS > b, .chip.PASS { color: var(--good); } .FAIL > b, .chip.FAIL { color: var(--bad); } .ERROR > b, .chip.ERROR { color: var(--broken); }
.cell, .chip { border-color: var(--unknown); } .cell.SKIP, .chip.SKIP { border-left-style: dotted; color: var(--soft); }
.cell.PASS, .chip.PASS { background: var(--good-bg); border-color: var(--good); } .cell.FAIL, .chip.FAIL { background: var(--bad-bg); border-color: var(--bad); }
.cell.ERROR, .chip.ERROR { background: var(--broken-bg); border-color: var(--broken); }
.cell.INCONCLUSIVE, .chip.INCONCLUSIVE { background: var(--unknown-bg) repeating-linear-gradient(135deg, var(--hatch) 0 2px, transparent 2px 8px); }
.troubles { list-style: none; padding: 0; } .troubles li { margin: 0 0 .9rem; } .troubles p { margin: 0; max-width: 56rem; }
.advice { border-left: .2rem solid var(--line); padding-left: .8rem; }
section, footer { border-top: 1px solid var(--line); margin-top: 3rem; } body > section:first-child { border: 0; margin: 0; } section h2, footer h2 { margin-top: 1.5rem; }
section:target { border-top-color: var(--ink); } .back { float: right; font-size: .87rem; font-weight: 400; color: var(--soft); }
figure { margin: .5rem 0 1rem; } .plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(19rem, 1fr)); gap: .5rem 2.5rem; }
.plots.two { max-width: 46rem; } .plot figcaption b { display: block; color: var(--ink); font-weight: 650; }
.figures .swatch { padding-right: 0; } .caption { white-space: nowrap; } .reason::first-letter { text-transform: uppercase; }
.bars { width: 100%; } .bars th, .bars td { padding: .1rem 0; line-height: 1.3; font-size: .87rem; } .bars th { width: 1%; white-space: nowrap; padding-right: .8rem; color: var(--soft); }
.bars .n { width: 1%; padding-left: .7rem; } .bars .group { padding-top: .7rem; color: var(--ink); }
.bar { display: block; width: 100%; height: 12px; } .key { white-space: nowrap; margin-right: .9em; } .key svg { width: .75em; height: .75em; margin-right: .4em; }
.map { display: block; width: 100%; min-width: 40rem; } .map text { fill: var(--soft); font-size: 11px; }
g:hover rect { stroke: var(--ink); stroke-width: 1; }
.shared { fill: var(--shared); } .exclusive { fill: var(--exclusive); } .made { fill: var(--made); } .kernel { fill: var(--kernel); } .initramfs { fill: var(--initramfs); }
.tail { fill: var(--tail); } .below-block, .inline { fill: var(--small); } .no-original { fill: var(--own); } .differs { fill: var(--other); }
.unaligned, .not-shared { fill: var(--lost); } .hole { fill: none; stroke: var(--soft); stroke-width: .5; } .head { fill: var(--head); }
.dot { fill: var(--made); fill-opacity: .75; stroke: var(--page); stroke-width: .5; } .dot.PASS { fill: var(--shared); } .dot.FAIL { fill: var(--bad); } .dot.ERROR { fill: var(--broken); } .dot.INCONCLUSIVE { fill: var(--unknown); }
.dot:hover { stroke: var(--ink); stroke-width: 1.5; } .range { stroke: var(--soft); } .box { fill: var(--kernel); fill-opacity: .65; } .median { stroke: var(--ink); stroke-width: 2; }
.scatter { display: block; width: 100%; max-width: 36rem; } .scatter text { fill: var(--soft); font-size: 11px; } .rule { stroke: var(--line); } .bar.spread { height: 16px; }
.plots.overview { grid-template-columns: repeat(auto-fit, minmax(20rem, 1fr)); }
details { margin: .5rem 0; } summary { cursor: pointer; font-size: .93rem; } details .scroll { margin-top: .4rem; }
@media (max-width: 40rem) { .images .bars th { white-space: normal; overflow-wrap: anywhere; min-width: 7rem; } body { padding: 1.25rem 1rem 3rem; } #filter label { flex: 1 1 8rem; } #filter select, #filter input { width: 100%; max-width: none; }
  .tall tbody th:first-child { max-width: 9rem; } .dense .cell > span { display: none; } .grid.dense th { padding-right: .4rem; } .back { float: none; display: block; }
  .cell { min-width: 0; padding: .4rem; } .cell > span { font-size: .8rem; white-space: nowrap; } .grid th { white-space: normal; padding-right: .5rem; }
  .figures { font-size: .87rem; } .figures th, .figures td { padding-right: .7rem; } .figures td.soft { display: none; } }
@media print { body { max-width: none; padding: 0; } #filter { display: none; } .tall { max-height: none; overflow: visible; } section { break-inside: avoid-page; } .back { display: none; } }
`;
  }
});

// src/report/html/charts.ts
function bars(title, groups, keys) {
  const largest = Math.max(...groups.flatMap((group) => group.bars.map(total)), Number.MIN_VALUE);
  return html`<figure class="plot"><figcaption><b>${title}</b><span>${keys}</span></figcaption><table class="bars">${groups.map(
    ({ name, bars: own2 }) => html`<tbody>${name === void 0 ? void 0 : html`<tr><th class="group" colspan="3">${name}</th></tr>`}${own2.map(
      (bar) => html`<tr><th>${bar.label}</th><td>${drawn(bar, largest)}</td><td class="n">${bar.caption}</td></tr>`
    )}</tbody>`
  )}</table></figure>`;
}
function drawn({ label, parts: parts2 }, largest) {
  if (parts2.length === 0) return void 0;
  let x = 0;
  const rects = parts2.map(({ kind, value, caption }) => {
    const from = x;
    const wide = value / largest * 100;
    x += wide;
    return html`<rect class="${kind}" x="${from.toFixed(2)}%" width="${wide.toFixed(2)}%" height="12"><title>${label}: ${caption}</title></rect>`;
  });
  return html`<svg class="bar" height="12" aria-hidden="true">${rects}</svg>`;
}
function distributions(title, values, format) {
  const groups = [...new Set(values.map(({ group }) => group))];
  const largest = Math.max(...values.map(({ value }) => value), Number.MIN_VALUE);
  const x = (value) => `${(1 + value / largest * 97).toFixed(2)}%`;
  return html`<figure class="plot"><figcaption><b>${title}</b></figcaption><table class="bars"><tbody>${groups.map(
    (name) => {
      const own2 = values.filter(({ group }) => group === name);
      const { min, lower, median, upper, max: top2 } = summaryOf(own2.map(({ value }) => value));
      const wide = `${((upper - lower) / largest * 97).toFixed(2)}%`;
      const text3 = own2.length === 1 ? own2[0]?.caption : `${own2.length} cells, ${format(min)} to ${format(top2)}, median ${format(median)}`;
      return html`<tr><th>${name}</th><td><svg class="bar spread" height="16" role="img" aria-label="${text3}"><title>${text3}</title><line class="range" x1="${x(min)}" x2="${x(top2)}" y1="8" y2="8"/>${own2.length > 2 ? html`<rect class="box" x="${x(lower)}" width="${wide}" y="3" height="10"/>` : void 0}${own2.length <= maxDots ? own2.map(
        (one2) => html`<circle class="dot" cx="${x(one2.value)}" cy="8" r="3"><title>${one2.caption}</title></circle>`
      ) : void 0}${own2.length > 1 ? html`<line class="median" x1="${x(median)}" x2="${x(median)}" y1="1" y2="15"/>` : void 0}</svg></td><td class="n">${format(median)}</td></tr>`;
    }
  )}</tbody></table></figure>`;
}
function scatter(title, dots, across, up) {
  const largest = (of2) => Math.max(...dots.map(of2), 1) * 1.05;
  const [maxX, maxY] = [largest(({ x }) => x), largest(({ y }) => y)];
  const px = (value) => (left + value / maxX * (width2 - left - right)).toFixed(0);
  const py = (value) => (height - bottom - value / maxY * (height - bottom - top)).toFixed(0);
  const ticks = (scale) => stepsOf(scale);
  const drawn2 = grouped(dots, ({ x, y, kind }) => `${kind} ${px(x)} ${py(y)}`);
  return html`<figure class="plot"><figcaption><b>${title}</b></figcaption><svg class="scatter" viewBox="0 0 ${width2} ${height}" role="img" aria-label="${title}, ${dots.length} cells">
${ticks(maxX).map((value) => html`<line class="rule" x1="${px(value)}" x2="${px(value)}" y1="${top}" y2="${height - bottom}"/><text x="${px(value)}" y="${height - bottom + 14}" text-anchor="middle">${across.format(value)}</text>`)}
${ticks(maxY).map((value) => html`<line class="rule" x1="${left}" x2="${width2 - right}" y1="${py(value)}" y2="${py(value)}"/><text x="${left - 6}" y="${Number(py(value)) + 4}" text-anchor="end">${up.format(value)}</text>`)}
<text x="${width2 - right}" y="${height - 3}" text-anchor="end">${across.name} →</text><text x="${left}" y="${top - 8}">↑ ${up.name}</text>
${[...drawn2.values()].map(dotOf)}</svg></figure>`;
  function dotOf(same) {
    const [{ x, y, kind, caption, link }] = same;
    const more = same.length > 1 ? `, and ${same.length - 1} more` : "";
    return html`<a href="${link}"><circle class="dot ${kind}" cx="${px(x)}" cy="${py(y)}" r="4.5"><title>${caption}${more}</title></circle></a>`;
  }
}
function stepsOf(largest) {
  const rough = largest / 4;
  const ten = 10 ** Math.floor(Math.log10(rough));
  const step = [5, 2, 1].map((part) => part * ten).find((size) => size <= rough) ?? ten;
  return Array.from({ length: Math.floor(largest / step) + 1 }, (_, index) => index * step);
}
function strip(statuses2) {
  const runs = [];
  for (const [from, status3] of statuses2.entries()) {
    const last = runs.at(-1);
    if (last?.status === status3 && last !== void 0) last.length++;
    else runs.push({ status: status3, from, length: 1 });
  }
  const count = statuses2.length;
  const paths = [...grouped(runs, ({ status: status3 }) => status3)].flatMap(([status3, own2]) => {
    if (status3 === void 0) return [];
    const [y, tall] = bands[status3];
    const d = own2.map(({ from, length }) => `M${from} ${y}h${length}v${tall}h-${length}z`).join("");
    return [html`<path class="${status3}" d="${d}"/>`];
  });
  const wide = runs.filter(({ status: status3, length }) => status3 !== void 0 && status3 !== "PASS" && length > count / 40);
  const texts2 = wide.map(
    ({ status: status3, from, length }) => html`<text class="${status3}" x="${columnsIn(from + length / 2, count)}" y="11" text-anchor="middle">${status3 && signs[status3]}</text>`
  );
  return html`<svg class="strip" height="14" data-columns="${count}" data-runs="${runs.map(({ status: status3, length }) => `${status3 ?? "-"}*${length}`).join(" ")}" aria-hidden="true"><svg viewBox="0 0 ${count} 12" preserveAspectRatio="none">${paths}</svg>${texts2}</svg>`;
}
function timeline({ width: width3, columns }, lines3, marks, { format, max = Number.POSITIVE_INFINITY }) {
  const all2 = lines3.flatMap(({ points }) => points.map(({ value }) => value)).sort((a, b) => a - b);
  const levels = lines3.flatMap((line3) => line3.levels.map(({ value }) => value));
  const cut2 = Math.floor(all2.length / 50);
  const [low, high] = [Math.min(...levels, all2[cut2]), Math.max(...levels, all2.at(-1 - cut2))];
  const margin = Math.max((high - low) / 6, high / 50, 1);
  const [bottom2, top2] = [Math.max(0, Math.floor(low - margin)), Math.min(max, Math.ceil(high + margin))];
  const drawn2 = lines3.map(
    ({ kind, points, levels: levels2 }) => html`<path class="line ${kind}" d="${pathOf2(points, columns, top2)}"/><path class="level ${kind}" d="${levels2.map(({ from, to, value }) => `M${from} ${top2 - value}H${to}`).join("")}"/>`
  );
  return html`<svg class="timeline" height="64" data-columns="${width3}" data-top="${top2}" aria-hidden="true"><svg viewBox="-0.5 0 ${width3} ${top2 - bottom2}" y="5%" height="90%" preserveAspectRatio="none">${drawn2}</svg><text class="scale" y="15">${format(top2)}</text><text class="scale" y="62">${format(bottom2)}</text>${marks.map(
    ({ column, night, up, caption }) => html`<g class="mark" data-night="${night}"><title>${caption}</title><line x1="${columnsIn(column, width3)}" x2="${columnsIn(column, width3)}" y1="10" y2="64"/><text x="${columnsIn(column, width3)}" y="9" text-anchor="middle">${up ? "\u25B2" : "\u25BC"}</text></g>`
  )}</svg>`;
}
function pathOf2(points, columns, top2) {
  let path5 = "";
  let [last, level] = [Number.NaN, Number.NaN];
  let flat = 0;
  const endFlat = () => {
    if (flat > 0) path5 += `h${flat}`;
    flat = 0;
  };
  for (const { night, value } of points) {
    const column = columns[night];
    if (column !== last + 1) {
      endFlat();
      path5 += `M${column} ${top2 - value}h0`;
    } else if (value === level) flat++;
    else {
      endFlat();
      path5 += `l1 ${level - value}`;
    }
    [last, level] = [column, value];
  }
  endFlat();
  return path5;
}
function extentsMap(sharing2) {
  const perRow = Math.max(1, Math.ceil(sharing2.size / map.maxRows));
  const scale = map.width / perRow;
  const lines3 = Array.from({ length: Math.ceil(sharing2.size / perRow) }, (_, row2) => {
    const y = row2 * map.rowHeight;
    const wide = Math.min(perRow, sharing2.size - row2 * perRow) * scale;
    const label = row2 % 4 === 0 ? html`<text x="-8" y="${y + 10}" text-anchor="end">${Math.round(row2 * perRow / 1e6)} MB</text>` : "";
    return html`${label}<rect class="head" y="${y}" width="${wide.toFixed(1)}" height="${map.rowHeight - 2}"/>`;
  });
  return html`<div class="scroll"><svg class="map" viewBox="${-map.margin} 0 ${map.width + map.margin} ${lines3.length * map.rowHeight}" role="img" aria-label="map of the archive by offset">${lines3}${sharing2.members.filter(isPlaced).map((member) => painted(member, perRow, scale))}</svg></div>`;
}
function painted(member, perRow, scale) {
  const own2 = stretches(member.ranges);
  const pieces2 = own2.flatMap(({ offset, length, reason: reason2 }) => {
    const rects = [];
    const end = member.dataOffset + offset + length;
    for (let at = member.dataOffset + offset; at < end; ) {
      const row2 = Math.floor(at / perRow);
      const to = Math.min(end, (row2 + 1) * perRow);
      const wide = Math.max((to - at) * scale, classes[reason2].kind === "lost" ? 1.5 : 0);
      if (wide >= 0.1)
        rects.push(
          html`<rect class="${reason2}" x="${((at - row2 * perRow) * scale).toFixed(1)}" y="${row2 * map.rowHeight}" width="${wide.toFixed(1)}" height="${map.rowHeight - 2}"/>`
        );
      at = to;
    }
    return rects;
  });
  if (pieces2.length === 0) return void 0;
  const output2 = own2.map(({ length, reason: reason2 }) => `${reason2} ${length}`).join(", ");
  return html`<g><title>${member.name} at ${member.dataOffset}: ${output2} bytes</title>${pieces2}</g>`;
}
var total, key, maxDots, width2, height, left, bottom, top, right, bands, columnsIn, map, isPlaced;
var init_charts = __esm({
  "src/report/html/charts.ts"() {
    "use strict";
    init_grouped();
    init_escape();
    init_figures();
    init_ranges();
    init_shell();
    total = ({ parts: parts2 }) => parts2.reduce((sum, { value }) => sum + value, 0);
    key = (kind, text3) => html`<span class="key"><svg viewBox="0 0 10 10" aria-hidden="true"><rect class="${kind}" width="10" height="10"/></svg>${text3}</span>`;
    maxDots = 40;
    [width2, height] = [440, 250];
    [left, bottom, top, right] = [58, 34, 20, 14];
    bands = {
      PASS: [8, 4],
      FAIL: [0, 12],
      ERROR: [0, 6],
      INCONCLUSIVE: [3, 6],
      SKIP: [5, 2]
    };
    columnsIn = (column, count) => `${(100 * column / count).toFixed(2)}%`;
    map = { width: 900, margin: 50, rowHeight: 13, maxRows: 24 };
    isPlaced = ({ ranges }) => ranges[0]?.reason !== "compressed";
  }
});

// src/report/html/overview.ts
function overview({ cells, jobs }, large) {
  const seen = cells.flatMap((cell2) => {
    const { evidence: evidence2 } = cell2.outcome;
    const archive2 = evidence2?.archives.find(({ recipe: recipe2 }) => recipe2 === "reflink");
    return evidence2 && archive2 ? [{ cell: cell2, evidence: evidence2, archive: archive2 }] : [];
  });
  if (seen.length < 2) return void 0;
  const dots = seen.map(({ cell: { plan: plan3, outcome: outcome2 }, evidence: { sharing: sharing2 }, archive: { fiemap: fiemap2 } }) => ({
    x: sharing2.shared,
    y: fiemap2.exclusive,
    kind: outcome2.status,
    link: linkTo(plan3.id, large),
    caption: `${plan3.id}: ${megabytes(sharing2.shared)} shared, ${megabytes(fiemap2.exclusive)} exclusive`
  }));
  const whole2 = (bytes) => `${Number((bytes / 1e6).toPrecision(3))} MB`;
  const plot2 = (title, groupOf, of2, format = seconds) => {
    const rows2 = seen.map(({ cell: cell2, archive: archive2 }) => ({ group: groupOf(cell2), cell: cell2.plan.id, archive: archive2 }));
    return distributionOf(title, rows2, of2, format);
  };
  const writer = ({ plan: plan3 }) => plan3.writer;
  const kernel = ({ plan: plan3 }) => plan3.kernel.name;
  const times2 = html`<div>${plot2("Image creation, by writer", writer, ({ createMs }) => createMs)}${plot2("Image creation, by kernel", kernel, ({ createMs }) => createMs)}</div>
<div>${plot2("Cold boot to the real root, by writer", writer, bootOf)}${plot2("Cold boot to the real root, by kernel", kernel, bootOf)}</div>
<div>${plot2("Unpacking, by kernel", kernel, unpackingOf)}</div>`;
  return html`<section class="wide" id="overview"><h2>The whole run</h2><div class="images">${imagePlot(seen)}</div>
<div class="plots overview">
${scatter("Shared against exclusive bytes", dots, { name: "shared by place", format: whole2 }, { name: "exclusive", format: whole2 })}
${jobs === 1 ? times2 : ""}
<div>${plot2("Memory available once unpacked, by kernel", kernel, memoryOf, megabytes)}</div>
<div>${overheadPlot(cells)}</div>
</div><p class="soft">The archives of the cells' own writers, controls with them. Behind each row its median.</p></section>`;
}
function imagePlot(seen) {
  const title = "The whole image, and its shared part";
  const shareOf = ({ sharing: sharing2 }) => percent(sharing2.shared, sharing2.size);
  if (seen.length > maxDrawn) {
    const values = seen.map(({ cell: { plan: plan3 }, evidence: evidence2 }) => ({
      group: plan3.dracutOptions,
      value: evidence2.sharing.shared / evidence2.sharing.size,
      caption: `${plan3.id}: ${shareOf(evidence2)}`
    }));
    return distributions(title, values, (share) => percent(share, 1));
  }
  const drawn2 = seen.map(({ cell: { plan: plan3 }, evidence: evidence2 }) => {
    const bytes = { shared: 0, lost: 0, never: 0 };
    for (const sum of classSums(evidence2.sharing.members))
      if (sum.reason !== "compressed") bytes[classes[sum.reason].kind] += sum.bytes;
    const { size } = evidence2.sharing;
    const rest = size - bytes.shared - bytes.lost - bytes.never;
    const parts2 = Object.entries({ ...bytes, rest }).map(([name, value]) => {
      const { kind, text: text3 } = imageParts[name];
      return { kind, value, caption: `${megabytes(value)} ${text3}` };
    });
    return { label: plan3.id, parts: parts2, caption: `${megabytes(size)}, ${shareOf(evidence2)}` };
  });
  return bars(title, [{ bars: drawn2 }], html`${Object.values(imageParts).map(({ kind, text: text3 }) => key(kind, text3))}`);
}
function distributionOf(title, rows2, of2, format) {
  const values = rows2.flatMap(({ group, cell: cell2, archive: archive2 }) => {
    const value = of2(archive2);
    return value === void 0 ? [] : [{ group, value, caption: `${cell2}: ${format(value)}` }];
  });
  return values.length === 0 ? void 0 : distributions(title, values, format);
}
function overheadOf({ outcome: { evidence: evidence2, stageTimes } }) {
  const archives = evidence2?.archives ?? [];
  if (archives.length === 0 || archives.some(({ bootMs }) => bootMs === void 0)) return void 0;
  const apart = {
    archive: archives.reduce((sum, { createMs }) => sum + createMs, 0),
    boot: archives.reduce((sum, { bootMs = 0 }) => sum + bootMs, 0)
  };
  const left2 = (phase) => Math.max(0, (stageTimes[phase] ?? 0) - (apart[phase] ?? 0));
  return {
    provision: left2("provision"),
    stage: left2("stage"),
    archive: left2("archive"),
    verify: left2("verify"),
    boot: left2("boot")
  };
}
function overheadPlot(cells) {
  const timed = cells.flatMap((cell2) => {
    const overhead = isControl(cell2.plan) ? void 0 : overheadOf(cell2);
    return overhead === void 0 ? [] : [{ fileSystem: cell2.plan.fileSystem, overhead }];
  });
  if (timed.length === 0) return void 0;
  const mean = (some, phase) => some.reduce((sum, { overhead }) => sum + overhead[phase], 0) / some.length;
  const drawn2 = [...grouped(timed, ({ fileSystem }) => fileSystem)].map(([label, own2]) => {
    const parts2 = phaseNames.map((phase) => {
      const value = mean(own2, phase);
      return { kind: phases[phase].kind, value, caption: `${phases[phase].text}, ${seconds(value)}` };
    });
    return { label, parts: parts2, caption: seconds(parts2.reduce((sum, { value }) => sum + value, 0)) };
  });
  const { median, max: largest } = summaryOf(timed.map(({ overhead }) => totalOf(overhead)));
  const keys = html`${phaseNames.map((phase) => key(phases[phase].kind, phases[phase].text))}`;
  return html`${bars("Time besides dracut and boots, mean by phase", [{ bars: drawn2 }], keys)}<p class="soft">A cell's time besides dracut and boots: median ${seconds(median)}, at most ${seconds(largest)}.</p>`;
}
function comparisonPlots({ cells, jobs }) {
  const compared2 = cells.filter(({ outcome: outcome2 }) => (outcome2.evidence?.archives.length ?? 0) > 1);
  if (compared2.length === 0) return void 0;
  const timed = jobs === 1;
  return html`<section class="wide"><h2>Against plain dracut</h2>
${gain(compared2, timed)}
${installed(compared2)}
<div class="plots">${compared2.length > maxDrawn ? together(compared2, timed) : besideEachOther(compared2, timed)}</div>
<p class="soft">Reflink is dracut with cowpio as its writer, without compression; gzip and zstd are plain dracut. ${timed ? "Times of an emulated processor compare recipes, not machines." : `${jobs} cells ran at a time, so creation and boot times are not compared; --jobs 1 compares them.`}</p></section>`;
}
function besideEachOther(compared2, timed) {
  const draw = (title, keys, bar) => bars(
    title,
    compared2.map(({ plan: plan3, outcome: outcome2 }) => ({ name: plan3.id, bars: (outcome2.evidence?.archives ?? []).map(bar) })),
    keys
  );
  return [
    draw(
      "Bytes on the file system",
      html`${key("exclusive", "exclusive, its figure behind")}${key("shared", "shared")}`,
      bytesBar
    ),
    ...timed ? [
      draw("Image creation", html`${key("made", "dracut, by the wall's clock")}`, creationBar),
      draw("Cold boot to the real root", bootKeys, bootBar)
    ] : []
  ];
}
function together(compared2, timed) {
  const rows2 = compared2.flatMap(
    ({ plan: plan3, outcome: outcome2 }) => (outcome2.evidence?.archives ?? []).map((archive2) => ({
      group: recipeWords[archive2.recipe],
      cell: plan3.id,
      archive: archive2
    }))
  );
  return [
    distributionOf("Exclusive bytes on the file system", rows2, ({ fiemap: fiemap2 }) => fiemap2.exclusive, megabytes),
    ...timed ? [
      distributionOf("Image creation", rows2, ({ createMs }) => createMs, seconds),
      distributionOf("Cold boot to the real root", rows2, bootOf, seconds)
    ] : []
  ];
}
function gain(cells, timed) {
  const proven = cells.filter(({ plan: plan3, outcome: outcome2 }) => !isControl(plan3) && outcome2.status === "PASS");
  if (proven.length === 0) return void 0;
  const archives = proven.flatMap(({ outcome: outcome2 }) => outcome2.evidence?.archives ?? []);
  const text3 = (reflink, of2, format) => spread(archives.filter(({ recipe: recipe2 }) => recipe2 === "reflink" === reflink).map(of2), format);
  return html`<p>A reflinked archive takes ${text3(true, ({ fiemap: fiemap2 }) => fiemap2.exclusive, megabytes)} of its own, a compressed one ${text3(false, ({ fiemap: fiemap2 }) => fiemap2.exclusive, megabytes)}.${timed ? html` dracut makes it in ${text3(true, ({ createMs }) => createMs, seconds)}, against ${text3(false, ({ createMs }) => createMs, seconds)}.` : ""}</p>`;
}
function installed(cells) {
  const archives = cells.filter(({ plan: plan3 }) => !isControl(plan3)).flatMap(({ outcome: outcome2 }) => outcome2.evidence?.archives ?? []);
  const rows2 = [...grouped(archives, ({ recipe: recipe2 }) => recipe2)].map(([recipe2, same]) => {
    const { median } = summaryOf(same.map(({ fiemap: fiemap2 }) => fiemap2.exclusive));
    return html`<tr><th>${recipeNames[recipe2]}</th>${kernelCounts.map((count) => html`<td class="n">${megabytes(median * count)}</td>`)}</tr>`;
  });
  return html`<div class="scroll"><table class="figures"><thead><tr><th>archives of as many installed kernels</th>${kernelCounts.map((count) => html`<th class="n">${count}</th>`)}</tr></thead><tbody>${rows2}</tbody></table></div>`;
}
function bootBar({ recipe: recipe2, boot }) {
  if (boot.kind !== "booted") return { label: recipeWords[recipe2], parts: [], caption: boot.kind };
  const { kernelToInit: kernelToInit2, realRoot: realRoot2 } = boot.times;
  return {
    label: recipeWords[recipe2],
    parts: [
      { kind: "kernel", value: kernelToInit2.wall, caption: `/init after ${seconds(kernelToInit2.wall)}` },
      {
        kind: "initramfs",
        value: Math.max(0, realRoot2.wall - kernelToInit2.wall),
        caption: `the real root ${seconds(realRoot2.wall - kernelToInit2.wall)} later`
      }
    ],
    caption: seconds(realRoot2.wall)
  };
}
var imageParts, unpackingOf, memoryOf, bootOf, phases, phaseNames, totalOf, recipeWords, maxDrawn, kernelCounts, bytesBar, creationBar, bootKeys;
var init_overview = __esm({
  "src/report/html/overview.ts"() {
    "use strict";
    init_cell();
    init_grouped();
    init_escape();
    init_figures();
    init_ranges();
    init_charts();
    init_shell();
    imageParts = {
      shared: { text: "shared", kind: "shared" },
      lost: { text: "could be shared", kind: "not-shared" },
      never: { text: "cannot be shared", kind: "no-original" },
      rest: { text: "headers, padding, compressed segments", kind: "head" }
    };
    unpackingOf = ({ boot }) => boot.kind === "booted" ? boot.times.unpacking : void 0;
    memoryOf = ({ boot }) => boot.kind === "booted" ? boot.memoryAvailable : void 0;
    bootOf = ({ boot }) => boot.kind === "booted" ? boot.times.realRoot.wall : void 0;
    phases = {
      provision: { text: "container and file system", kind: "made" },
      stage: { text: "distro and kernel unpacked", kind: "exclusive" },
      archive: { text: "archive measured", kind: "tail" },
      verify: { text: "sharing proven", kind: "shared" },
      boot: { text: "archive taken out, image sealed", kind: "kernel" }
    };
    phaseNames = Object.keys(phases);
    totalOf = (overhead) => Object.values(overhead).reduce((sum, ms) => sum + ms, 0);
    recipeWords = { reflink: "reflink", gzip: "gzip", zstd: "zstd" };
    maxDrawn = 12;
    kernelCounts = [1, 2, 3, 5];
    bytesBar = ({ recipe: recipe2, fiemap: fiemap2 }) => ({
      label: recipeWords[recipe2],
      parts: [
        { kind: "exclusive", value: fiemap2.exclusive, caption: `${megabytes(fiemap2.exclusive)} exclusive` },
        { kind: "shared", value: fiemap2.shared, caption: `${megabytes(fiemap2.shared)} shared (FIEMAP)` }
      ],
      caption: megabytes(fiemap2.exclusive)
    });
    creationBar = ({ recipe: recipe2, createMs }) => ({
      label: recipeWords[recipe2],
      parts: [{ kind: "made", value: createMs, caption: recipeNames[recipe2] }],
      caption: seconds(createMs)
    });
    bootKeys = html`${key("kernel", "to /init")}${key("initramfs", "to the real root")}`;
  }
});

// src/report/html/section.ts
function cellSection(cell2, { root: root2, back }) {
  const { plan: plan3, outcome: outcome2 } = cell2;
  const { evidence: evidence2 } = outcome2;
  const advice2 = adviceFor(cell2);
  const log = logOf(plan3.id);
  const contents = evidence2?.archives.some(({ boot }) => boot.kind !== "not tried") ? contentsOf(plan3.id) : void 0;
  return html`<section id="${plan3.id}" class="told" data-cell="${plan3.id}">
<h2>${chip(outcome2.status)} ${plan3.id} <a class="back" href="${back}">to the grid</a></h2>
<p class="reason">${lines(outcome2.reason)}<span class="soft">${placeOf(outcome2)}</span></p>
${advice2 ? html`<p class="advice">${advice2}</p>` : void 0}
<p class="soft">${isControl(plan3) ? "A control: expected" : "Expected"} data ${plan3.expected.sharing}, ${plan3.expected.boot}.${plan3.fault === "none" ? "" : ` Planted fault: ${plan3.fault}.`} Log: <a href="${root2}${path4(log)}">${log}</a>${contents ? html`, contents: <a href="${root2}${path4(contents)}">${contents}</a>` : ""}</p>
<p class="soft">${rerunLabel}: ${typed(rerunText(cell2))}</p>
${outcome2.kept ? html`<p class="soft">Kernel, archive and disk are kept with a script that boots them: <a href="${root2}${path4(`${keptOf(plan3.id)}/boot.sh`)}">${keptOf(plan3.id)}/boot.sh</a></p>` : void 0}
${evidence2 ? [generatorErrors(evidence2), archiveTable(plan3.id, evidence2, root2), whyNotBooted(evidence2), whereBytesLie(evidence2), guestArchive(evidence2.guestSharing)] : html`<p>There is no evidence: the cell ended before there was any.</p>`}
${times(outcome2)}
${versionsTable(cell2)}
</section>`;
}
function whereBytesLie({ sharing: sharing2, writerReasons }) {
  const sums = classSums(sharing2.members);
  const others = sharing2.size - sums.reduce((bytes, sum) => bytes + (sum.reason === "compressed" ? 0 : sum.bytes), 0);
  const rest = sums.some(({ reason: reason2 }) => reason2 === "compressed") ? "headers, names, padding and compressed segments" : "headers, names and padding";
  const output2 = new Map(writerReasons.map(({ name, reason: reason2 }) => [name, reason2]));
  const line3 = (kind, text3, members, bytes) => html`<tr><td class="swatch">${key(kind)}</td><td>${text3}</td><td class="n">${members}</td><td class="n">${megabytes(bytes)}</td><td class="n">${percent(bytes, sharing2.size)}</td></tr>`;
  return html`<h3>Where its bytes lie</h3>
<figure>${extentsMap(sharing2)}</figure>
<div class="scroll"><table class="figures"><thead><tr><th colspan="2">the archive, ${megabytes(sharing2.size)}, in blocks of ${sharing2.blockSize} bytes</th><th class="n">members</th><th class="n">bytes</th><th class="n">share</th></tr></thead><tbody>
${sums.map(({ reason: reason2, members, bytes }) => line3(reason2, classes[reason2].text, `${members.length}`, bytes))}
${line3("head", rest, "", others)}
</tbody></table></div>
${sums.some(({ reason: reason2 }) => classes[reason2].kind === "lost") ? void 0 : html`<p>Every block that can be shared is shared.</p>`}
${sums.filter(({ reason: reason2 }) => reason2 !== "shared" && reason2 !== "tail" && reason2 !== "hole").map((sum) => memberList(sum, output2))}`;
}
function memberList({ reason: reason2, members, bytes }, output2) {
  const { kind, text: text3 } = classes[reason2];
  const more = members.length - listed;
  const copied = (name) => output2.has(name) ? `copied it: ${output2.get(name)}` : "cloned it";
  const elsewhere = reason2 === "not-shared" && members.some(({ name }) => !output2.has(name));
  return html`<details${kind === "lost" && members.length <= 20 ? html` open` : void 0}><summary>${members.length} ${members.length === 1 ? "member" : "members"}, ${megabytes(bytes)}: ${text3}</summary><div class="scroll"><table class="figures">
<thead><tr><th>member</th><th class="n">bytes</th><th>the writer</th></tr></thead><tbody>
${members.slice(0, listed).map((member) => html`<tr><td><code>${member.name}</code></td><td class="n">${member.bytes}</td><td class="caption">${copied(member.name)}</td></tr>`)}
</tbody></table></div>${more > 0 ? html`<p class="soft">The ${listed} largest; report.json has the other ${more}.</p>` : void 0}
${elsewhere ? html`<p class="soft">What the writer cloned and yet lies elsewhere was written anew, with the same content, on its way from the original to the writer, or after it.</p>` : void 0}</details>`;
}
function times({ evidence: evidence2, stageTimes }) {
  const took = stages.flatMap((stage) => {
    const ms = stageTimes[stage];
    return ms === void 0 ? [] : [{ label: stage, parts: [{ kind: "made", value: ms, caption: duration(ms) }], caption: duration(ms) }];
  });
  const stagesPlot = took.length > 0 ? bars("Stages of the cell", [{ bars: took }], html`all recipes together`) : void 0;
  const boots = evidence2 ? bars("Boot", [{ bars: evidence2.archives.map(bootBar) }], bootKeys) : void 0;
  return html`<h3>Time</h3><div class="plots two">${boots}${stagesPlot}</div>`;
}
function versionsTable({ plan: plan3, outcome: outcome2 }) {
  const seen = outcome2.evidence;
  const facts = [
    ["kernel", `${plan3.kernel.version} (${plan3.kernel.origin})`],
    ["its digest", plan3.kernel.digest ?? "none"],
    ["distro", plan3.distro.name],
    ["its digest", plan3.distro.digest ?? "none"],
    ...seen ? [
      ["kernel that cloned", seen.versions.cloneKernel],
      ...seen.guestSharing && seen.guestSharing.kind !== "could not tell" ? [["kernel that cloned in the guest", seen.guestSharing.kernel]] : [],
      ["dracut", seen.versions.dracut],
      ["writer", seen.versions.writer ?? `cowpio ${seen.versions.cowpio}`],
      ...(seen.writerCalls ?? []).map(
        ({ program, version: version2 }, index, all2) => [`dracut's call ${index + 1} of ${all2.length}`, `${program} ${version2}`]
      ),
      ["file system made by", seen.versions.mkfs],
      ["booted by", seen.versions.qemu],
      ...seen.versions.grub === void 0 ? [] : [["loaded by", seen.versions.grub]]
    ] : [],
    ...(seen?.archives ?? []).map(({ recipe: recipe2, size, digest: digest3 }) => [`${recipe2} archive, ${size} bytes`, digest3])
  ];
  return html`<details><summary>Versions and digests</summary><div class="scroll"><table class="figures"><tbody>${facts.map(([name, value]) => html`<tr><th>${name}</th><td><code>${value}</code></td></tr>`)}</tbody></table></div></details>`;
}
function guestArchive(guest) {
  if (guest === void 0) return void 0;
  const heading = html`<h3>Cloned in the guest</h3>`;
  if (guest.kind === "could not tell") return html`${heading}<p>Could not tell: ${guest.why}.</p>`;
  if (guest.kind === "failed") return html`${heading}<p>Kernel ${guest.kernel}: cowpio failed ${guest.why}.</p>`;
  const { kernel, verdict, size, blockSize, shareable, shared, missed } = guest;
  const more = missed.length - listedMissed;
  return html`${heading}<p>Kernel ${kernel} wrote the installed members once more, ${megabytes(size)} in blocks of ${blockSize} bytes: ${verdict.kind}, ${megabytes(shared)} of ${megabytes(shareable)} by place (${percent(shared, shareable)}).</p>
${missed.length === 0 ? void 0 : html`<details><summary>${missed.length} members that are not all shared</summary><div class="scroll"><table class="figures"><thead><tr><th>member</th><th class="n">bytes</th><th>why</th></tr></thead><tbody>${missed.slice(0, listedMissed).map(({ name, bytes, reason: reason2 }) => html`<tr><td><code>${name}</code></td><td class="n">${bytes}</td><td>${reason2}</td></tr>`)}</tbody></table></div>${more > 0 ? html`<p class="soft">report.json has the other ${more}.</p>` : void 0}</details>`}`;
}
var generatorErrors, typed, path4, lines, archiveTable, whyNotBooted, listed, listedMissed;
var init_section = __esm({
  "src/report/html/section.ts"() {
    "use strict";
    init_cell();
    init_advice();
    init_escape();
    init_figures();
    init_paths();
    init_ranges();
    init_charts();
    init_overview();
    init_shell();
    generatorErrors = ({ generatorLog: generatorLog2 }) => generatorLog2 === void 0 || generatorLog2.errors.length === 0 ? void 0 : html`<p>dracut printed errors:</p><pre>${generatorLog2.errors.join("\n")}</pre>`;
    typed = (command) => html`<code>${command.split(" ").map((part, index) => html`${index > 0 ? " " : ""}<span class="w">${part}</span>`)}</code>`;
    path4 = (raw) => raw.split("/").map(encodeURIComponent).join("/");
    lines = (raw) => raw.split("\n").map((line3, index) => html`${index > 0 ? html`<br>` : ""}${line3}`);
    archiveTable = (cell2, { archives, sharing: sharing2 }, root2) => html`
<h3>The archive${archives.length > 1 ? ", against plain dracut" : ""}</h3><div class="scroll"><table class="figures">
<thead><tr><th></th>${archives.map(({ recipe: recipe2 }) => html`<th class="n">${recipeWords[recipe2]}</th>`)}<td class="soft"></td></tr></thead>
<tbody>${rows.map(({ name, measured, of: of2 }) => html`<tr><th>${name}</th>${archives.map((archive2) => html`<td class="n">${of2(archive2, sharing2)}</td>`)}<td class="soft">${measured}</td></tr>`)}
<tr><th>console of the boot</th>${archives.map(({ recipe: recipe2 }) => html`<td class="n"><a href="${root2}${path4(consoleOf(cell2, recipe2))}">${recipe2}.log</a></td>`)}<td class="soft"></td></tr></tbody>
</table></div>`;
    whyNotBooted = ({ archives }) => archives.flatMap(
      ({ recipe: recipe2, boot }) => boot.kind === "booted" || boot.kind === "not tried" ? [] : [
        html`<p>${recipeNames[recipe2]}: ${boot.kind}, ${boot.why}. ${boot.line === "" ? "Its console is empty." : "Its console says:"}</p>`,
        ...boot.line === "" ? [] : [html`<pre>${boot.line}</pre>`]
      ]
    );
    listed = 100;
    listedMissed = 20;
  }
});

// src/report/html/page.ts
function reportHtml(run2, digest3, difference) {
  const { cells } = run2;
  const large = isLarge(run2);
  const body = html`<header class="verdict ${verdictOf(run2)}"><h1>${verdictSentence(run2).replace(/(\d) (?=[A-Z])/g, "$1\xA0")}</h1>${claim(run2)}</header>
${troubles(cells, large)}
${difference && against(difference)}
${grid(cells, large)}
${notProven(run2)}
${overview(run2, large)}
${comparisonPlots(run2)}
${large ? void 0 : cells.map((cell2) => cellSection(cell2, { root: "", back: "#grid" }))}
<footer><h2>This run</h2><p class="soft">cowpio ${run2.version}, started ${run2.started}, took ${duration(run2.elapsedMs)}. Host: kernel ${run2.host.kernel}, ${run2.host.cores} × ${run2.host.cpu}, ${gigabytes(run2.host.memory)} of memory, ${run2.host.engine}.${run2.host.cellImage === void 0 ? "" : html` Cells ran in <code>${run2.host.cellImage}</code>.`} QEMU's accelerator: ${run2.accelerator}.${run2.jobs > 1 ? ` Up to ${run2.jobs} cells ran at a time: their times cannot be compared.` : ""}</p>
<p class="soft">The values behind this page: <a href="report.json">report.json</a>, equal from run to run, and <a href="run.json">run.json</a>, with times and physical places. For other programs: <a href="junit.xml">junit.xml</a>, <a href="results.yaml">results.yaml</a> (tmt), <a href="results.ktap">results.ktap</a>.</p>
<p class="soft">Digest of report.json, which another run of the same inputs shares: <code>${digest3}</code></p></footer>`;
  return page(`cowpio: ${verdictSentence(run2)}`, body, filterScript);
}
function* cellPages(run2) {
  if (isLarge(run2)) for (const cell2 of run2.cells) yield cellPage(cell2);
}
function cellPage(cell2) {
  const { id } = cell2.plan;
  const body = cellSection(cell2, { root: "../", back: "../report.html#grid" });
  return { path: cellPath(id), text: page(`${cell2.outcome.status} ${id}`, body) };
}
function claim({ cells }) {
  const proven = cells.filter(
    ({ plan: plan3, outcome: outcome2 }) => !isControl(plan3) && outcome2.status === "PASS" && outcome2.evidence !== void 0
  );
  const doubted = cells.some(uncaught);
  const sharings = proven.flatMap(({ outcome: { evidence: evidence2 } }) => evidence2 ? [evidence2.sharing] : []);
  const shares = (of2) => spread(sharings.map(of2), (share) => percent(share, 1));
  if (doubted) return html`<p>A control was not detected: nothing that this run calls PASS is to be trusted.</p>`;
  if (proven.length === 0) return html`<p>No cell proves that blocks are shared and that the archive boots.</p>`;
  return html`<p>${proven.length === 1 ? "One cell proves" : `${proven.length} cells prove`} that ${shares(({ shared, shareable }) => shared / shareable)} of the bytes that can be shared lie at the physical places of the installed files, which is ${shares(({ shared, size }) => shared / size)} of the whole image, and that this very archive boots its kernel to the real root.</p>`;
}
function troubles(cells, large) {
  const alike = grouped(
    troublesOf(cells),
    ({ outcome: { status: status3, stage, reason: reason2 } }) => `${status3}\0${stage}\0${reason2}`
  );
  if (alike.size === 0) return void 0;
  const more = [...alike.values()].slice(maxTroubles).flat().length;
  return html`<h2>What went wrong</h2><ul class="troubles">${[...alike.values()].slice(0, maxTroubles).map(
    (same) => trouble(same, large)
  )}</ul>${more > 0 ? html`<p class="soft">${more} more cells are in the grid.</p>` : void 0}`;
}
function trouble(same, large) {
  const [cell2] = same;
  const { plan: plan3, outcome: outcome2 } = cell2;
  const others = same.slice(1, maxNames).map((other) => html`, ${named3(other, large)}`);
  const more = same.length > maxNames ? `, and ${same.length - maxNames} more` : "";
  return html`<li class="${outcome2.status}"><p>${chip(outcome2.status)} ${named3(cell2, large)}${others}${more}${placeOf(outcome2)}: ${oneLine(outcome2.reason)}</p><p class="soft">${adviceFor(cell2)}</p><p class="soft">${rerunLabel}${same.length > 1 ? `, ${plan3.id}` : ""}: ${typed(rerunText(cell2))}</p></li>`;
}
function against(difference) {
  const all2 = sections(difference);
  const list4 = ({ title, lines: lines3 }) => html`<h3>${title}</h3><ul>${lines3.slice(0, maxLines).map((line3) => html`<li>${line3}</li>`)}</ul>${lines3.length > maxLines ? html`<p class="soft">${lines3.length - maxLines} more are in <a href="diff.json">diff.json</a>.</p>` : void 0}`;
  return html`<h2>Against the base</h2><p class="reason">${headline(difference, all2)}.</p>${all2.map(list4)}`;
}
function grid(cells, large) {
  const { kernels, rows: rows2 } = gridOf(cells);
  const [matrix, controls] = [rows2.filter(({ control }) => !control), rows2.filter(({ control }) => control)];
  const counts = countsOf(cells);
  const drawn2 = (some) => some.map((row2, index) => gridRow(row2, some[index - 1]?.fileSystem !== row2.fileSystem, large));
  return html`${cells.length > 1 ? filterBar(cells) : void 0}<div class="scroll${large ? " tall" : ""}" id="grid"><table class="grid${large ? " dense" : ""}">
<thead><tr><th></th>${kernels.map((kernel) => html`<th data-kernel="${kernel}">kernel ${kernel}</th>`)}</tr></thead>
<tbody>${drawn2(matrix)}</tbody>
${controls.length > 0 ? html`<tbody><tr><th class="group" colspan="${kernels.length + 1}">Negative controls, whose faults must be detected</th></tr>${drawn2(controls)}</tbody>` : void 0}
</table></div>
<p class="soft">${controls.length === 0 ? "No control was run: nothing shows that this run could have said no. " : ""}${statuses.filter((status3) => counts[status3] > 0).map((status3) => `${status3}: ${statusMeanings[status3]}`).join(
    ". "
  )}.${large ? " The figures: how much is shared of what can be, and the time from the start to the real root." : ""}</p>`;
}
function notProven({ cells, omitted: omitted3 }) {
  const skipped2 = skippedOf(cells).map(({ reason: reason2, cells: ids }) => ({
    reason: reason2,
    count: ids.length,
    examples: ids,
    what: ids.length === 1 ? "cell was skipped" : "cells were skipped"
  }));
  const leftOut = omitted3.map((one2) => ({
    ...one2,
    what: one2.count === 1 ? "combination was left out" : "combinations were left out"
  }));
  const all2 = [...skipped2, ...leftOut];
  if (all2.length === 0) return void 0;
  return html`<h2>What is not proven</h2><ul>${all2.map(
    ({ reason: reason2, count, examples, what }) => html`<li>${count} ${what}: ${oneLine(reason2)} <span class="soft">(${examples.slice(0, maxNames).join(", ")}${count > Math.min(maxNames, examples.length) ? ", \u2026" : ""})</span></li>`
  )}</ul>`;
}
var isLarge, maxTroubles, maxLines, named3, gridRow, gridCell, brief, maxNames;
var init_page = __esm({
  "src/report/html/page.ts"() {
    "use strict";
    init_cell();
    init_grouped();
    init_outcome();
    init_advice();
    init_diff_text();
    init_escape();
    init_figures();
    init_verdict();
    init_grid();
    init_overview();
    init_section();
    init_shell();
    isLarge = ({ cells }) => cells.length > onOnePage;
    maxTroubles = 50;
    maxLines = 50;
    named3 = ({ plan: plan3 }, large) => html`<a href="${linkTo(plan3.id, large)}">${plan3.id}</a>`;
    gridRow = (row2, first, large) => html`<tr${first ? html` class="first"` : void 0}${rowFacts(row2)}><th title="${labelOf(row2)}"><span class="fs">${row2.fileSystem}</span>${row2.rest === "" ? void 0 : html` ${row2.rest}`}</th>${row2.cells.map((some) => html`<td>${some.map((cell2) => gridCell(cell2, large))}</td>`)}</tr>`;
    gridCell = (cell2, large) => html`<a class="cell ${cell2.outcome.status}" href="${linkTo(cell2.plan.id, large)}" data-id="${cell2.plan.id}"${cell2.outcome.status === "PASS" ? void 0 : html` title="${oneLine(cell2.outcome.reason)}"`}><b>${word2(cell2.outcome.status)}</b>${observations(cell2).map((phrase) => html` <span>${large ? brief(phrase) : phrase}</span>`)}</a>`;
    brief = (phrase) => phrase.replace(/ shared$/, "").replace(/^booted in /, "");
    maxNames = 4;
  }
});

// src/report/markdown.ts
function summaryMarkdown(run2, digest3, limit = summaryLimit) {
  const { cells } = run2;
  const head2 = `## cowpio: ${markdown(verdictSentence(run2))}
`;
  const foot = `
Run of ${markdown(run2.started)}, ${duration(run2.elapsedMs)}, on ${markdown(run2.host.kernel)}, ${run2.host.cores} cores, QEMU with ${markdown(run2.accelerator)}${run2.jobs > 1 ? `, up to ${run2.jobs} cells at a time, so that times cannot be compared` : ""}. Digest of report.json, which another run of the same inputs shares: ${code(digest3)}
`;
  let room2 = limit - reserve - Buffer.byteLength(head2 + foot);
  const fitting = (all2, format, what, share = 1) => {
    let own2 = Math.floor(room2 * share);
    const saved = [];
    for (const one2 of all2) {
      const piece = format(one2);
      const bytes = Buffer.byteLength(piece);
      if (bytes > own2) break;
      own2 -= bytes;
      room2 -= bytes;
      saved.push(piece);
    }
    const leftOut = all2.length - saved.length;
    const output2 = `
${leftOut} ${what} do not fit here; report.html has them.
`;
    return saved.join("") + (leftOut === 0 ? "" : output2);
  };
  const { kernels, rows: gridRows } = gridOf(cells);
  const titles = ["", ...kernels.map((kernel) => `kernel ${markdown(kernel)}`)];
  const gridHead = `
${line2(titles)}
${line2(titles.map(() => "---"))}
`;
  room2 -= Buffer.byteLength(gridHead);
  const inFull = cells.length * 100 < room2 / 2;
  const grid2 = gridHead + fitting(gridRows, (row2) => gridLine(row2, inFull), "rows of the grid", 0.6);
  const troubles2 = fitting(troublesOf(cells), (cell2) => trouble2(cell2, run2.version), "cells that went wrong", 0.5);
  const skips = fitting([...skippedOf(cells).map(skipped), ...run2.omitted.map(omitted2)], String, "reasons", 0.5);
  const description = cells.flatMap(
    ({ plan: plan3, outcome: outcome2 }) => outcome2.evidence ? [{ plan: plan3, outcome: outcome2, evidence: outcome2.evidence }] : []
  );
  return [head2, troubles2, legend(cells), grid2, skips, fitting(description, comparison, "tables of cells"), foot].join(
    ""
  );
}
function trouble2(cell2, version2) {
  const { plan: plan3, outcome: outcome2 } = cell2;
  const advice2 = adviceFor(cell2);
  return `
- **${signs2[outcome2.status]}** ${code(plan3.id)}${placeOf(outcome2)}: ${markdown(outcome2.reason)}${advice2 ? `
  <br>${markdown(advice2)}
  <br>${rerunLabel} ${markdown(version2)}: ${code(rerunText(cell2))}` : ""}
`;
}
function legend(cells) {
  const wrong = [...new Set(troublesOf(cells).map(({ outcome: outcome2 }) => outcome2.status))];
  return wrong.length === 0 ? "" : `
${wrong.map((status3) => `${status3}: ${statusMeanings[status3]}`).join(". ")}.
`;
}
function jobSummary(run2, digest3, difference) {
  if (difference === void 0) return summaryMarkdown(run2, digest3);
  const against2 = `
## Against the base

${diffMarkdown(difference, summaryLimit / 3)}`;
  return summaryMarkdown(run2, digest3, summaryLimit - Buffer.byteLength(against2)) + against2;
}
var reserve, signs2, gridLine, gridCell2, named4, skipped, omitted2, comparison, line2, code;
var init_markdown = __esm({
  "src/report/markdown.ts"() {
    "use strict";
    init_advice();
    init_diff_text();
    init_escape();
    init_figures();
    init_grid();
    init_verdict();
    reserve = 4096;
    signs2 = {
      PASS: "\u2705 PASS",
      FAIL: "\u274C FAIL",
      ERROR: "\u{1F4A5} ERROR",
      INCONCLUSIVE: "\u2754 INCONCLUSIVE",
      SKIP: "\u23ED\uFE0F SKIP"
    };
    gridLine = (row2, inFull) => `${line2([
      `${row2.control ? "control: " : ""}${code(labelOf(row2))}`,
      ...row2.cells.map((some) => some.map((cell2) => gridCell2(cell2, inFull)).join("<br>"))
    ])}
`;
    gridCell2 = (cell2, inFull) => inFull ? `${signs2[cell2.outcome.status]}<br>${observations(cell2).map((phrase) => markdown(phrase)).join(", ")}` : signs2[cell2.outcome.status];
    named4 = (names, count) => `(${names.slice(0, 20).map(code).join(", ")}${count > Math.min(20, names.length) ? ", \u2026" : ""})`;
    skipped = ({ reason: reason2, cells }) => `
Not proven here: ${cells.length} ${cells.length === 1 ? "cell" : "cells"}, as ${markdown(reason2)} ${named4(cells, cells.length)}.
`;
    omitted2 = ({ reason: reason2, count, examples }) => `
Not proven here: ${count} ${count === 1 ? "combination" : "combinations"} left out: ${markdown(reason2)} ${named4(examples, count)}.
`;
    comparison = ({
      plan: plan3,
      outcome: outcome2,
      evidence: { archives, sharing: sharing2 }
    }) => `
${[
      `<details><summary>${signs2[outcome2.status]} ${markdown(plan3.id)}: image, sharing, boot</summary>
`,
      line2(["", ...archives.map(({ recipe: recipe2 }) => recipeNames[recipe2])]),
      line2(["---", ...archives.map(() => "--:")]),
      ...rows.map(({ name, of: of2 }) => line2([name, ...archives.map((archive2) => markdown(of2(archive2, sharing2)))])),
      "\n</details>"
    ].join("\n")}
`;
    line2 = (cells) => `| ${cells.join(" | ")} |`;
    code = (raw) => `<code>${markdown(raw)}</code>`;
  }
});

// src/report/write.ts
async function writeReport(run2, folder) {
  const written = writeFiles(run2, folder, {
    report: texts(byId(run2.cells), reportCell),
    run: texts(run2.cells, runCell)
  });
  for (const { path: path5, text: text3 } of cellPages(run2)) writeWhole(`${folder}/${path5}`, [text3]);
  return written;
}
function writeFiles(run2, folder, cells) {
  const write2 = (name, text3) => {
    writeWhole(`${folder}/${name}`, [text3]);
    return `${folder}/${name}`;
  };
  const digest3 = writeWhole(`${folder}/report.json`, reportPieces(run2, cells.report));
  writeWhole(`${folder}/run.json`, runPieces(run2, cells.run));
  const files = {
    json: `${folder}/report.json`,
    run: `${folder}/run.json`,
    markdown: write2("summary.md", summaryMarkdown(run2, digest3)),
    junit: write2("junit.xml", junitXml(run2, digest3)),
    tmt: write2("results.yaml", tmtResults(run2)),
    ktap: write2("results.ktap", ktap(run2)),
    html: write2("report.html", reportHtml(run2, digest3))
  };
  return { files, digest: digest3 };
}
function writeDifference(difference, run2, { folder, digest: digest3 }) {
  writeWhole(`${folder}/diff.md`, [diffMarkdown(difference)]);
  writeWhole(`${folder}/diff.json`, [`${JSON.stringify(difference, null, 1)}
`]);
  writeWhole(`${folder}/report.html`, [reportHtml(run2, digest3, difference)]);
}
function* texts(values, textOf) {
  for (const value of values) yield textOf(value);
}
async function renderAgain(folder) {
  const text3 = await (0, import_promises4.readFile)(`${folder}/run.json`, "utf8").catch((cause) => {
    throw new UserError(`${folder} holds no report: ${cause.message}`, { cause });
  });
  try {
    const run2 = parseRun(text3);
    const { files, digest: digest3 } = await writeReport(run2, folder);
    const compared2 = await compareWithBase(run2, folder);
    if (compared2) writeDifference(compared2.difference, run2, { folder, digest: digest3 });
    return Object.values(files);
  } catch (cause) {
    throw new UserError(`${folder}/run.json: ${cause.message}`, { cause });
  }
}
function writeWhole(path5, pieces2) {
  (0, import_node_fs3.mkdirSync)((0, import_node_path3.dirname)(path5), { recursive: true });
  const unfinished = `${path5}.${(0, import_node_crypto3.randomBytes)(4).toString("hex")}.new`;
  const hash = (0, import_node_crypto3.createHash)("sha256");
  try {
    const file = (0, import_node_fs3.openSync)(unfinished, "wx");
    try {
      let waiting = [];
      let size = 0;
      const flush = () => {
        const bytes = Buffer.concat(waiting);
        hash.update(bytes);
        for (let at = 0; at < bytes.length; ) at += (0, import_node_fs3.writeSync)(file, bytes, at);
        [waiting, size] = [[], 0];
      };
      for (const piece of pieces2) {
        const bytes = typeof piece === "string" ? Buffer.from(piece) : piece;
        waiting.push(bytes);
        if ((size += bytes.length) >= buffered) flush();
      }
      flush();
    } finally {
      (0, import_node_fs3.closeSync)(file);
    }
    (0, import_node_fs3.renameSync)(unfinished, path5);
  } catch (cause) {
    (0, import_node_fs3.rmSync)(unfinished, { force: true });
    throw cause;
  }
  return `sha256:${hash.digest("hex")}`;
}
var import_node_crypto3, import_node_fs3, import_promises4, import_node_path3, buffered;
var init_write = __esm({
  "src/report/write.ts"() {
    "use strict";
    import_node_crypto3 = require("node:crypto");
    import_node_fs3 = require("node:fs");
    import_promises4 = require("node:fs/promises");
    import_node_path3 = require("node:path");
    init_errors();
    init_compare();
    init_diff_text();
    init_formats();
    init_page();
    init_json();
    init_markdown();
    buffered = 1 << 20;
  }
});

// src/version.ts
var import_node_fs4, version;
var init_version = __esm({
  "src/version.ts"() {
    "use strict";
    import_node_fs4 = require("node:fs");
    version = JSON.parse((0, import_node_fs4.readFileSync)(new URL("../package.json", bundleUrl), "utf8")).version;
  }
});

// src/cell/boot/qemu.ts
var MiB, minMemory, hardware, qemuVersion;
var init_qemu = __esm({
  "src/cell/boot/qemu.ts"() {
    "use strict";
    init_architectures();
    MiB = 2 ** 20;
    minMemory = 1024 * MiB;
    hardware = ({ accelerator, anyProcessor, processors = 2, memory: memory2 = minMemory }) => [
      "-nodefaults",
      "-no-user-config",
      "-no-reboot",
      ...architecture.machine,
      ...["-display", "none"],
      ...["-serial", "stdio"],
      ...["-accel", accelerator],
      ...["-cpu", anyProcessor && accelerator === "tcg" ? architecture.smallestProcessor : "max"],
      ...["-smp", `${processors}`],
      ...["-m", `${memory2 / MiB}M`]
    ];
    qemuVersion = { program: architecture.qemu, args: ["--version"] };
  }
});

// src/host/accelerator.ts
async function chooseAccelerator(requested, problem) {
  if (requested === "tcg") return { accelerator: "tcg", why: "as requested" };
  const reason2 = await problem();
  if (reason2 === void 0) return { accelerator: "kvm", why: "a tiny guest ran with it" };
  if (requested === "kvm")
    throw new UserError(`accelerator: kvm does not work here: ${reason2}. Use accelerator: auto or tcg`);
  return { accelerator: "tcg", why: `KVM does not work here: ${reason2}` };
}
async function acceleratorProblem(accelerator, privileged, runner2, signal) {
  const limit = AbortSignal.timeout((tinyPatience + 20) * 1e3);
  let stdout = "";
  let stderr = "";
  const { program, args } = tinyGuest(accelerator);
  try {
    const status3 = await runner2.run(
      { name: `tiny guest (${accelerator})`, command: [program, ...args], privileged, accelerator },
      {
        onStdout: (chunk) => stdout = (stdout + chunk).slice(-2e3),
        onStderr: (chunk) => stderr = (stderr + chunk).slice(-2e3),
        signal: AbortSignal.any([signal, limit])
      }
    );
    return tinyGuestProblem(status3, stdout, stderr);
  } catch (error2) {
    signal.throwIfAborted();
    if (limit.aborted) return "the container of the tiny guest did not end";
    const why = error2 instanceof Error ? error2.message : String(error2);
    return /\/dev\/kvm.*no such file/.test(why) ? "there is no /dev/kvm" : why.trim();
  }
}
function tinyGuestProblem(status3, stdout, stderr) {
  const spoke = stdout.includes(output);
  if (spoke && status3 === architecture.tinyGuest.status) return void 0;
  const lines3 = stderr.split("\n").map((line3) => line3.replace(new RegExp(`^${architecture.qemu}: `), "").trim());
  const error2 = lines3.find((line3) => line3 !== "") ?? "";
  const how = status3 === 124 || status3 === 137 ? `hung for ${tinyPatience} s${spoke ? " after it had spoken" : ""}` : `ended with status ${status3}${spoke ? " after it had spoken" : ""}`;
  return `a tiny guest ${how}${error2 === "" ? "" : `: ${error2}`}`;
}
var tinyPatience, output, tinyGuest;
var init_accelerator = __esm({
  "src/host/accelerator.ts"() {
    "use strict";
    init_qemu();
    init_architectures();
    init_errors();
    tinyPatience = 8;
    output = "cowpio: tiny guest in long mode";
    tinyGuest = (accelerator) => ({
      program: "timeout",
      args: [
        ...["--kill-after=1", `${tinyPatience}`, architecture.qemu, ...hardware({ accelerator })],
        ...architecture.tinyGuest.options
      ]
    });
  }
});

// src/host/checkpoint.ts
function openCheckpoint(folder, plan3, image) {
  (0, import_node_fs5.mkdirSync)(`${folder}/cells`, { recursive: true });
  const previous = read(`${folder}/plan.json`);
  if (previous === void 0) write(`${folder}/plan.json`, { plan: plan3 });
  else if (!(0, import_node_util.isDeepStrictEqual)(previous, { plan: plan3 }))
    throw new UserError(
      `resume ${folder}: it has checkpoints of another plan or version. Use the same options or another directory`
    );
  const fileOf3 = (id) => `${folder}/cells/${id}.json`;
  return {
    outcomeOf: (plan4) => {
      const cell2 = read(fileOf3(plan4.id));
      if (cell2 === void 0) return void 0;
      const judged = readBy(judgedCell, cell2, fileOf3(plan4.id));
      if (cell2.image !== image()) return void 0;
      return (0, import_node_util.isDeepStrictEqual)(timeless2(judged.plan), timeless2(plan4)) ? judged.outcome : void 0;
    },
    save: (cell2) => write(fileOf3(cell2.plan.id), { ...cell2, image: image() })
  };
}
function read(path5) {
  try {
    return JSON.parse((0, import_node_fs5.readFileSync)(path5, "utf8"));
  } catch (cause) {
    if (cause.code === "ENOENT") return void 0;
    throw new UserError(`${path5}: ${cause.message}; remove it, and what it holds is run again`, { cause });
  }
}
function write(path5, value) {
  (0, import_node_fs5.writeFileSync)(`${path5}.new`, JSON.stringify(value));
  (0, import_node_fs5.renameSync)(`${path5}.new`, path5);
}
var import_node_fs5, import_node_util, noCheckpoint, timeless2;
var init_checkpoint = __esm({
  "src/host/checkpoint.ts"() {
    "use strict";
    import_node_fs5 = require("node:fs");
    import_node_util = require("node:util");
    init_errors();
    init_run_schema();
    noCheckpoint = { outcomeOf: () => void 0, save: () => {
    } };
    timeless2 = ({ runInputs: _, processors: __, ...plan3 }) => ({
      ...JSON.parse(JSON.stringify(plan3)),
      nonce: ""
    });
  }
});

// node_modules/docker-modem/lib/utils.js
var require_utils = __commonJS({
  "node_modules/docker-modem/lib/utils.js"(exports2, module2) {
    var arr = [];
    var each = arr.forEach;
    var slice = arr.slice;
    module2.exports.extend = function(obj) {
      each.call(slice.call(arguments, 1), function(source) {
        if (source) {
          for (var prop in source) {
            obj[prop] = source[prop];
          }
        }
      });
      return obj;
    };
    module2.exports.parseJSON = function(s) {
      try {
        return JSON.parse(s);
      } catch (e) {
        return null;
      }
    };
  }
});

// node_modules/docker-modem/lib/http.js
var require_http = __commonJS({
  "node_modules/docker-modem/lib/http.js"(exports2, module2) {
    var nativeHttps = require("https");
    var nativeHttp = require("http");
    var url = require("url");
    var utils = require_utils();
    var maxRedirects = module2.exports.maxRedirects = 5;
    var protocols = {
      https: nativeHttps,
      http: nativeHttp
    };
    for (protocol in protocols) {
      h = function() {
      };
      h.prototype = protocols[protocol];
      h = new h();
      h.request = /* @__PURE__ */ (function(h2) {
        return function(options, callback, redirectOptions) {
          redirectOptions = redirectOptions || {};
          var max = typeof options === "object" && "maxRedirects" in options ? options.maxRedirects : exports2.maxRedirects;
          var redirect = utils.extend({
            count: 0,
            max,
            clientRequest: null,
            userCallback: callback
          }, redirectOptions);
          if (redirect.count > redirect.max) {
            var err = new Error("Max redirects exceeded. To allow more redirects, pass options.maxRedirects property.");
            redirect.clientRequest.emit("error", err);
            return redirect.clientRequest;
          }
          redirect.count++;
          var reqUrl;
          if (typeof options === "string") {
            reqUrl = options;
          } else {
            reqUrl = url.format(utils.extend({
              protocol
            }, options));
          }
          var clientRequest = Object.getPrototypeOf(h2).request(options, redirectCallback(reqUrl, redirect));
          if (!redirect.clientRequest) redirect.clientRequest = clientRequest;
          function redirectCallback(reqUrl2, redirect2) {
            return function(res) {
              if (res.statusCode < 300 || res.statusCode > 399) {
                return redirect2.userCallback(res);
              }
              if (!("location" in res.headers)) {
                return redirect2.userCallback(res);
              }
              var redirectUrl = url.resolve(reqUrl2, res.headers.location);
              var proto = url.parse(redirectUrl).protocol;
              proto = proto.substr(0, proto.length - 1);
              return module2.exports[proto].get(redirectUrl, redirectCallback(reqUrl2, redirect2), redirect2);
            };
          }
          return clientRequest;
        };
      })(h);
      h.get = /* @__PURE__ */ (function(h2) {
        return function(options, cb, redirectOptions) {
          var req = h2.request(options, cb, redirectOptions);
          req.end();
          return req;
        };
      })(h);
      module2.exports[protocol] = h;
    }
    var h;
    var protocol;
  }
});

// left-out:ssh2
var require_ssh2 = __commonJS({
  "left-out:ssh2"(exports2, module2) {
    module2.exports = new Proxy({}, { get(_, name) {
      if (name === "__esModule" || typeof name === "symbol") return void 0;
      return () => {
        throw new Error("ssh2 is not part of this bundle");
      };
    } });
  }
});

// node_modules/docker-modem/lib/ssh.js
var require_ssh = __commonJS({
  "node_modules/docker-modem/lib/ssh.js"(exports2, module2) {
    var Client = require_ssh2().Client;
    var http = require("http");
    module2.exports = function(opt) {
      var conn = new Client();
      var agent = new http.Agent();
      agent.createConnection = function(options, fn) {
        try {
          conn.once("ready", function() {
            conn.exec("docker system dial-stdio", function(err, stream) {
              if (err) {
                handleError(err, fn);
              }
              fn(null, stream);
              stream.addListener("error", (err2) => {
                handleError(err2, fn);
              });
              stream.once("close", () => {
                conn.end();
                agent.destroy();
              });
            });
          }).on("error", (err) => {
            handleError(err, fn);
          }).connect(opt);
          conn.once("end", () => agent.destroy());
        } catch (err) {
          handleError(err);
        }
      };
      function handleError(err, cb) {
        conn.end();
        agent.destroy();
        if (cb) {
          cb(err);
        } else {
          throw err;
        }
      }
      return agent;
    };
  }
});

// node_modules/readable-stream/lib/internal/streams/stream.js
var require_stream = __commonJS({
  "node_modules/readable-stream/lib/internal/streams/stream.js"(exports2, module2) {
    module2.exports = require("stream");
  }
});

// node_modules/readable-stream/lib/internal/streams/buffer_list.js
var require_buffer_list = __commonJS({
  "node_modules/readable-stream/lib/internal/streams/buffer_list.js"(exports2, module2) {
    "use strict";
    function ownKeys(object2, enumerableOnly) {
      var keys = Object.keys(object2);
      if (Object.getOwnPropertySymbols) {
        var symbols = Object.getOwnPropertySymbols(object2);
        enumerableOnly && (symbols = symbols.filter(function(sym) {
          return Object.getOwnPropertyDescriptor(object2, sym).enumerable;
        })), keys.push.apply(keys, symbols);
      }
      return keys;
    }
    function _objectSpread(target) {
      for (var i = 1; i < arguments.length; i++) {
        var source = null != arguments[i] ? arguments[i] : {};
        i % 2 ? ownKeys(Object(source), true).forEach(function(key2) {
          _defineProperty(target, key2, source[key2]);
        }) : Object.getOwnPropertyDescriptors ? Object.defineProperties(target, Object.getOwnPropertyDescriptors(source)) : ownKeys(Object(source)).forEach(function(key2) {
          Object.defineProperty(target, key2, Object.getOwnPropertyDescriptor(source, key2));
        });
      }
      return target;
    }
    function _defineProperty(obj, key2, value) {
      key2 = _toPropertyKey(key2);
      if (key2 in obj) {
        Object.defineProperty(obj, key2, { value, enumerable: true, configurable: true, writable: true });
      } else {
        obj[key2] = value;
      }
      return obj;
    }
    function _classCallCheck(instance, Constructor) {
      if (!(instance instanceof Constructor)) {
        throw new TypeError("Cannot call a class as a function");
      }
    }
    function _defineProperties(target, props) {
      for (var i = 0; i < props.length; i++) {
        var descriptor = props[i];
        descriptor.enumerable = descriptor.enumerable || false;
        descriptor.configurable = true;
        if ("value" in descriptor) descriptor.writable = true;
        Object.defineProperty(target, _toPropertyKey(descriptor.key), descriptor);
      }
    }
    function _createClass(Constructor, protoProps, staticProps) {
      if (protoProps) _defineProperties(Constructor.prototype, protoProps);
      if (staticProps) _defineProperties(Constructor, staticProps);
      Object.defineProperty(Constructor, "prototype", { writable: false });
      return Constructor;
    }
    function _toPropertyKey(arg) {
      var key2 = _toPrimitive(arg, "string");
      return typeof key2 === "symbol" ? key2 : String(key2);
    }
    function _toPrimitive(input, hint) {
      if (typeof input !== "object" || input === null) return input;
      var prim = input[Symbol.toPrimitive];
      if (prim !== void 0) {
        var res = prim.call(input, hint || "default");
        if (typeof res !== "object") return res;
        throw new TypeError("@@toPrimitive must return a primitive value.");
      }
      return (hint === "string" ? String : Number)(input);
    }
    var _require = require("buffer");
    var Buffer2 = _require.Buffer;
    var _require2 = require("util");
    var inspect = _require2.inspect;
    var custom2 = inspect && inspect.custom || "inspect";
    function copyBuffer(src, target, offset) {
      Buffer2.prototype.copy.call(src, target, offset);
    }
    module2.exports = /* @__PURE__ */ (function() {
      function BufferList() {
        _classCallCheck(this, BufferList);
        this.head = null;
        this.tail = null;
        this.length = 0;
      }
      _createClass(BufferList, [{
        key: "push",
        value: function push(v) {
          var entry = {
            data: v,
            next: null
          };
          if (this.length > 0) this.tail.next = entry;
          else this.head = entry;
          this.tail = entry;
          ++this.length;
        }
      }, {
        key: "unshift",
        value: function unshift(v) {
          var entry = {
            data: v,
            next: this.head
          };
          if (this.length === 0) this.tail = entry;
          this.head = entry;
          ++this.length;
        }
      }, {
        key: "shift",
        value: function shift() {
          if (this.length === 0) return;
          var ret = this.head.data;
          if (this.length === 1) this.head = this.tail = null;
          else this.head = this.head.next;
          --this.length;
          return ret;
        }
      }, {
        key: "clear",
        value: function clear() {
          this.head = this.tail = null;
          this.length = 0;
        }
      }, {
        key: "join",
        value: function join4(s) {
          if (this.length === 0) return "";
          var p = this.head;
          var ret = "" + p.data;
          while (p = p.next) ret += s + p.data;
          return ret;
        }
      }, {
        key: "concat",
        value: function concat(n) {
          if (this.length === 0) return Buffer2.alloc(0);
          var ret = Buffer2.allocUnsafe(n >>> 0);
          var p = this.head;
          var i = 0;
          while (p) {
            copyBuffer(p.data, ret, i);
            i += p.data.length;
            p = p.next;
          }
          return ret;
        }
        // Consumes a specified amount of bytes or characters from the buffered data.
      }, {
        key: "consume",
        value: function consume(n, hasStrings) {
          var ret;
          if (n < this.head.data.length) {
            ret = this.head.data.slice(0, n);
            this.head.data = this.head.data.slice(n);
          } else if (n === this.head.data.length) {
            ret = this.shift();
          } else {
            ret = hasStrings ? this._getString(n) : this._getBuffer(n);
          }
          return ret;
        }
      }, {
        key: "first",
        value: function first() {
          return this.head.data;
        }
        // Consumes a specified amount of characters from the buffered data.
      }, {
        key: "_getString",
        value: function _getString(n) {
          var p = this.head;
          var c = 1;
          var ret = p.data;
          n -= ret.length;
          while (p = p.next) {
            var str = p.data;
            var nb = n > str.length ? str.length : n;
            if (nb === str.length) ret += str;
            else ret += str.slice(0, n);
            n -= nb;
            if (n === 0) {
              if (nb === str.length) {
                ++c;
                if (p.next) this.head = p.next;
                else this.head = this.tail = null;
              } else {
                this.head = p;
                p.data = str.slice(nb);
              }
              break;
            }
            ++c;
          }
          this.length -= c;
          return ret;
        }
        // Consumes a specified amount of bytes from the buffered data.
      }, {
        key: "_getBuffer",
        value: function _getBuffer(n) {
          var ret = Buffer2.allocUnsafe(n);
          var p = this.head;
          var c = 1;
          p.data.copy(ret);
          n -= p.data.length;
          while (p = p.next) {
            var buf = p.data;
            var nb = n > buf.length ? buf.length : n;
            buf.copy(ret, ret.length - n, 0, nb);
            n -= nb;
            if (n === 0) {
              if (nb === buf.length) {
                ++c;
                if (p.next) this.head = p.next;
                else this.head = this.tail = null;
              } else {
                this.head = p;
                p.data = buf.slice(nb);
              }
              break;
            }
            ++c;
          }
          this.length -= c;
          return ret;
        }
        // Make sure the linked list only shows the minimal necessary information.
      }, {
        key: custom2,
        value: function value(_, options) {
          return inspect(this, _objectSpread(_objectSpread({}, options), {}, {
            // Only inspect one level.
            depth: 0,
            // It should not recurse.
            customInspect: false
          }));
        }
      }]);
      return BufferList;
    })();
  }
});

// node_modules/readable-stream/lib/internal/streams/destroy.js
var require_destroy = __commonJS({
  "node_modules/readable-stream/lib/internal/streams/destroy.js"(exports2, module2) {
    "use strict";
    function destroy(err, cb) {
      var _this = this;
      var readableDestroyed = this._readableState && this._readableState.destroyed;
      var writableDestroyed = this._writableState && this._writableState.destroyed;
      if (readableDestroyed || writableDestroyed) {
        if (cb) {
          cb(err);
        } else if (err) {
          if (!this._writableState) {
            process.nextTick(emitErrorNT, this, err);
          } else if (!this._writableState.errorEmitted) {
            this._writableState.errorEmitted = true;
            process.nextTick(emitErrorNT, this, err);
          }
        }
        return this;
      }
      if (this._readableState) {
        this._readableState.destroyed = true;
      }
      if (this._writableState) {
        this._writableState.destroyed = true;
      }
      this._destroy(err || null, function(err2) {
        if (!cb && err2) {
          if (!_this._writableState) {
            process.nextTick(emitErrorAndCloseNT, _this, err2);
          } else if (!_this._writableState.errorEmitted) {
            _this._writableState.errorEmitted = true;
            process.nextTick(emitErrorAndCloseNT, _this, err2);
          } else {
            process.nextTick(emitCloseNT, _this);
          }
        } else if (cb) {
          process.nextTick(emitCloseNT, _this);
          cb(err2);
        } else {
          process.nextTick(emitCloseNT, _this);
        }
      });
      return this;
    }
    function emitErrorAndCloseNT(self2, err) {
      emitErrorNT(self2, err);
      emitCloseNT(self2);
    }
    function emitCloseNT(self2) {
      if (self2._writableState && !self2._writableState.emitClose) return;
      if (self2._readableState && !self2._readableState.emitClose) return;
      self2.emit("close");
    }
    function undestroy() {
      if (this._readableState) {
        this._readableState.destroyed = false;
        this._readableState.reading = false;
        this._readableState.ended = false;
        this._readableState.endEmitted = false;
      }
      if (this._writableState) {
        this._writableState.destroyed = false;
        this._writableState.ended = false;
        this._writableState.ending = false;
        this._writableState.finalCalled = false;
        this._writableState.prefinished = false;
        this._writableState.finished = false;
        this._writableState.errorEmitted = false;
      }
    }
    function emitErrorNT(self2, err) {
      self2.emit("error", err);
    }
    function errorOrDestroy(stream, err) {
      var rState = stream._readableState;
      var wState = stream._writableState;
      if (rState && rState.autoDestroy || wState && wState.autoDestroy) stream.destroy(err);
      else stream.emit("error", err);
    }
    module2.exports = {
      destroy,
      undestroy,
      errorOrDestroy
    };
  }
});

// node_modules/readable-stream/errors.js
var require_errors = __commonJS({
  "node_modules/readable-stream/errors.js"(exports2, module2) {
    "use strict";
    var codes = {};
    function createErrorType(code2, message, Base) {
      if (!Base) {
        Base = Error;
      }
      function getMessage(arg1, arg2, arg3) {
        if (typeof message === "string") {
          return message;
        } else {
          return message(arg1, arg2, arg3);
        }
      }
      class NodeError extends Base {
        constructor(arg1, arg2, arg3) {
          super(getMessage(arg1, arg2, arg3));
        }
      }
      NodeError.prototype.name = Base.name;
      NodeError.prototype.code = code2;
      codes[code2] = NodeError;
    }
    function oneOf(expected, thing) {
      if (Array.isArray(expected)) {
        const len = expected.length;
        expected = expected.map((i) => String(i));
        if (len > 2) {
          return `one of ${thing} ${expected.slice(0, len - 1).join(", ")}, or ` + expected[len - 1];
        } else if (len === 2) {
          return `one of ${thing} ${expected[0]} or ${expected[1]}`;
        } else {
          return `of ${thing} ${expected[0]}`;
        }
      } else {
        return `of ${thing} ${String(expected)}`;
      }
    }
    function startsWith(str, search2, pos) {
      return str.substr(!pos || pos < 0 ? 0 : +pos, search2.length) === search2;
    }
    function endsWith(str, search2, this_len) {
      if (this_len === void 0 || this_len > str.length) {
        this_len = str.length;
      }
      return str.substring(this_len - search2.length, this_len) === search2;
    }
    function includes(str, search2, start) {
      if (typeof start !== "number") {
        start = 0;
      }
      if (start + search2.length > str.length) {
        return false;
      } else {
        return str.indexOf(search2, start) !== -1;
      }
    }
    createErrorType("ERR_INVALID_OPT_VALUE", function(name, value) {
      return 'The value "' + value + '" is invalid for option "' + name + '"';
    }, TypeError);
    createErrorType("ERR_INVALID_ARG_TYPE", function(name, expected, actual) {
      let determiner;
      if (typeof expected === "string" && startsWith(expected, "not ")) {
        determiner = "must not be";
        expected = expected.replace(/^not /, "");
      } else {
        determiner = "must be";
      }
      let msg;
      if (endsWith(name, " argument")) {
        msg = `The ${name} ${determiner} ${oneOf(expected, "type")}`;
      } else {
        const type = includes(name, ".") ? "property" : "argument";
        msg = `The "${name}" ${type} ${determiner} ${oneOf(expected, "type")}`;
      }
      msg += `. Received type ${typeof actual}`;
      return msg;
    }, TypeError);
    createErrorType("ERR_STREAM_PUSH_AFTER_EOF", "stream.push() after EOF");
    createErrorType("ERR_METHOD_NOT_IMPLEMENTED", function(name) {
      return "The " + name + " method is not implemented";
    });
    createErrorType("ERR_STREAM_PREMATURE_CLOSE", "Premature close");
    createErrorType("ERR_STREAM_DESTROYED", function(name) {
      return "Cannot call " + name + " after a stream was destroyed";
    });
    createErrorType("ERR_MULTIPLE_CALLBACK", "Callback called multiple times");
    createErrorType("ERR_STREAM_CANNOT_PIPE", "Cannot pipe, not readable");
    createErrorType("ERR_STREAM_WRITE_AFTER_END", "write after end");
    createErrorType("ERR_STREAM_NULL_VALUES", "May not write null values to stream", TypeError);
    createErrorType("ERR_UNKNOWN_ENCODING", function(arg) {
      return "Unknown encoding: " + arg;
    }, TypeError);
    createErrorType("ERR_STREAM_UNSHIFT_AFTER_END_EVENT", "stream.unshift() after end event");
    module2.exports.codes = codes;
  }
});

// node_modules/readable-stream/lib/internal/streams/state.js
var require_state = __commonJS({
  "node_modules/readable-stream/lib/internal/streams/state.js"(exports2, module2) {
    "use strict";
    var ERR_INVALID_OPT_VALUE = require_errors().codes.ERR_INVALID_OPT_VALUE;
    function highWaterMarkFrom(options, isDuplex, duplexKey) {
      return options.highWaterMark != null ? options.highWaterMark : isDuplex ? options[duplexKey] : null;
    }
    function getHighWaterMark(state, options, duplexKey, isDuplex) {
      var hwm = highWaterMarkFrom(options, isDuplex, duplexKey);
      if (hwm != null) {
        if (!(isFinite(hwm) && Math.floor(hwm) === hwm) || hwm < 0) {
          var name = isDuplex ? duplexKey : "highWaterMark";
          throw new ERR_INVALID_OPT_VALUE(name, hwm);
        }
        return Math.floor(hwm);
      }
      return state.objectMode ? 16 : 16 * 1024;
    }
    module2.exports = {
      getHighWaterMark
    };
  }
});

// node_modules/inherits/inherits_browser.js
var require_inherits_browser = __commonJS({
  "node_modules/inherits/inherits_browser.js"(exports2, module2) {
    if (typeof Object.create === "function") {
      module2.exports = function inherits(ctor, superCtor) {
        if (superCtor) {
          ctor.super_ = superCtor;
          ctor.prototype = Object.create(superCtor.prototype, {
            constructor: {
              value: ctor,
              enumerable: false,
              writable: true,
              configurable: true
            }
          });
        }
      };
    } else {
      module2.exports = function inherits(ctor, superCtor) {
        if (superCtor) {
          ctor.super_ = superCtor;
          var TempCtor = function() {
          };
          TempCtor.prototype = superCtor.prototype;
          ctor.prototype = new TempCtor();
          ctor.prototype.constructor = ctor;
        }
      };
    }
  }
});

// node_modules/inherits/inherits.js
var require_inherits = __commonJS({
  "node_modules/inherits/inherits.js"(exports2, module2) {
    try {
      util = require("util");
      if (typeof util.inherits !== "function") throw "";
      module2.exports = util.inherits;
    } catch (e) {
      module2.exports = require_inherits_browser();
    }
    var util;
  }
});

// node_modules/util-deprecate/node.js
var require_node = __commonJS({
  "node_modules/util-deprecate/node.js"(exports2, module2) {
    module2.exports = require("util").deprecate;
  }
});

// node_modules/readable-stream/lib/_stream_writable.js
var require_stream_writable = __commonJS({
  "node_modules/readable-stream/lib/_stream_writable.js"(exports2, module2) {
    "use strict";
    module2.exports = Writable;
    function CorkedRequest(state) {
      var _this = this;
      this.next = null;
      this.entry = null;
      this.finish = function() {
        onCorkedFinish(_this, state);
      };
    }
    var Duplex;
    Writable.WritableState = WritableState;
    var internalUtil = {
      deprecate: require_node()
    };
    var Stream = require_stream();
    var Buffer2 = require("buffer").Buffer;
    var OurUint8Array = (typeof global !== "undefined" ? global : typeof window !== "undefined" ? window : typeof self !== "undefined" ? self : {}).Uint8Array || function() {
    };
    function _uint8ArrayToBuffer(chunk) {
      return Buffer2.from(chunk);
    }
    function _isUint8Array(obj) {
      return Buffer2.isBuffer(obj) || obj instanceof OurUint8Array;
    }
    var destroyImpl = require_destroy();
    var _require = require_state();
    var getHighWaterMark = _require.getHighWaterMark;
    var _require$codes = require_errors().codes;
    var ERR_INVALID_ARG_TYPE = _require$codes.ERR_INVALID_ARG_TYPE;
    var ERR_METHOD_NOT_IMPLEMENTED = _require$codes.ERR_METHOD_NOT_IMPLEMENTED;
    var ERR_MULTIPLE_CALLBACK = _require$codes.ERR_MULTIPLE_CALLBACK;
    var ERR_STREAM_CANNOT_PIPE = _require$codes.ERR_STREAM_CANNOT_PIPE;
    var ERR_STREAM_DESTROYED = _require$codes.ERR_STREAM_DESTROYED;
    var ERR_STREAM_NULL_VALUES = _require$codes.ERR_STREAM_NULL_VALUES;
    var ERR_STREAM_WRITE_AFTER_END = _require$codes.ERR_STREAM_WRITE_AFTER_END;
    var ERR_UNKNOWN_ENCODING = _require$codes.ERR_UNKNOWN_ENCODING;
    var errorOrDestroy = destroyImpl.errorOrDestroy;
    require_inherits()(Writable, Stream);
    function nop() {
    }
    function WritableState(options, stream, isDuplex) {
      Duplex = Duplex || require_stream_duplex();
      options = options || {};
      if (typeof isDuplex !== "boolean") isDuplex = stream instanceof Duplex;
      this.objectMode = !!options.objectMode;
      if (isDuplex) this.objectMode = this.objectMode || !!options.writableObjectMode;
      this.highWaterMark = getHighWaterMark(this, options, "writableHighWaterMark", isDuplex);
      this.finalCalled = false;
      this.needDrain = false;
      this.ending = false;
      this.ended = false;
      this.finished = false;
      this.destroyed = false;
      var noDecode = options.decodeStrings === false;
      this.decodeStrings = !noDecode;
      this.defaultEncoding = options.defaultEncoding || "utf8";
      this.length = 0;
      this.writing = false;
      this.corked = 0;
      this.sync = true;
      this.bufferProcessing = false;
      this.onwrite = function(er) {
        onwrite(stream, er);
      };
      this.writecb = null;
      this.writelen = 0;
      this.bufferedRequest = null;
      this.lastBufferedRequest = null;
      this.pendingcb = 0;
      this.prefinished = false;
      this.errorEmitted = false;
      this.emitClose = options.emitClose !== false;
      this.autoDestroy = !!options.autoDestroy;
      this.bufferedRequestCount = 0;
      this.corkedRequestsFree = new CorkedRequest(this);
    }
    WritableState.prototype.getBuffer = function getBuffer() {
      var current = this.bufferedRequest;
      var out = [];
      while (current) {
        out.push(current);
        current = current.next;
      }
      return out;
    };
    (function() {
      try {
        Object.defineProperty(WritableState.prototype, "buffer", {
          get: internalUtil.deprecate(function writableStateBufferGetter() {
            return this.getBuffer();
          }, "_writableState.buffer is deprecated. Use _writableState.getBuffer instead.", "DEP0003")
        });
      } catch (_) {
      }
    })();
    var realHasInstance;
    if (typeof Symbol === "function" && Symbol.hasInstance && typeof Function.prototype[Symbol.hasInstance] === "function") {
      realHasInstance = Function.prototype[Symbol.hasInstance];
      Object.defineProperty(Writable, Symbol.hasInstance, {
        value: function value(object2) {
          if (realHasInstance.call(this, object2)) return true;
          if (this !== Writable) return false;
          return object2 && object2._writableState instanceof WritableState;
        }
      });
    } else {
      realHasInstance = function realHasInstance2(object2) {
        return object2 instanceof this;
      };
    }
    function Writable(options) {
      Duplex = Duplex || require_stream_duplex();
      var isDuplex = this instanceof Duplex;
      if (!isDuplex && !realHasInstance.call(Writable, this)) return new Writable(options);
      this._writableState = new WritableState(options, this, isDuplex);
      this.writable = true;
      if (options) {
        if (typeof options.write === "function") this._write = options.write;
        if (typeof options.writev === "function") this._writev = options.writev;
        if (typeof options.destroy === "function") this._destroy = options.destroy;
        if (typeof options.final === "function") this._final = options.final;
      }
      Stream.call(this);
    }
    Writable.prototype.pipe = function() {
      errorOrDestroy(this, new ERR_STREAM_CANNOT_PIPE());
    };
    function writeAfterEnd(stream, cb) {
      var er = new ERR_STREAM_WRITE_AFTER_END();
      errorOrDestroy(stream, er);
      process.nextTick(cb, er);
    }
    function validChunk(stream, state, chunk, cb) {
      var er;
      if (chunk === null) {
        er = new ERR_STREAM_NULL_VALUES();
      } else if (typeof chunk !== "string" && !state.objectMode) {
        er = new ERR_INVALID_ARG_TYPE("chunk", ["string", "Buffer"], chunk);
      }
      if (er) {
        errorOrDestroy(stream, er);
        process.nextTick(cb, er);
        return false;
      }
      return true;
    }
    Writable.prototype.write = function(chunk, encoding, cb) {
      var state = this._writableState;
      var ret = false;
      var isBuf = !state.objectMode && _isUint8Array(chunk);
      if (isBuf && !Buffer2.isBuffer(chunk)) {
        chunk = _uint8ArrayToBuffer(chunk);
      }
      if (typeof encoding === "function") {
        cb = encoding;
        encoding = null;
      }
      if (isBuf) encoding = "buffer";
      else if (!encoding) encoding = state.defaultEncoding;
      if (typeof cb !== "function") cb = nop;
      if (state.ending) writeAfterEnd(this, cb);
      else if (isBuf || validChunk(this, state, chunk, cb)) {
        state.pendingcb++;
        ret = writeOrBuffer(this, state, isBuf, chunk, encoding, cb);
      }
      return ret;
    };
    Writable.prototype.cork = function() {
      this._writableState.corked++;
    };
    Writable.prototype.uncork = function() {
      var state = this._writableState;
      if (state.corked) {
        state.corked--;
        if (!state.writing && !state.corked && !state.bufferProcessing && state.bufferedRequest) clearBuffer(this, state);
      }
    };
    Writable.prototype.setDefaultEncoding = function setDefaultEncoding(encoding) {
      if (typeof encoding === "string") encoding = encoding.toLowerCase();
      if (!(["hex", "utf8", "utf-8", "ascii", "binary", "base64", "ucs2", "ucs-2", "utf16le", "utf-16le", "raw"].indexOf((encoding + "").toLowerCase()) > -1)) throw new ERR_UNKNOWN_ENCODING(encoding);
      this._writableState.defaultEncoding = encoding;
      return this;
    };
    Object.defineProperty(Writable.prototype, "writableBuffer", {
      // making it explicit this property is not enumerable
      // because otherwise some prototype manipulation in
      // userland will fail
      enumerable: false,
      get: function get() {
        return this._writableState && this._writableState.getBuffer();
      }
    });
    function decodeChunk(state, chunk, encoding) {
      if (!state.objectMode && state.decodeStrings !== false && typeof chunk === "string") {
        chunk = Buffer2.from(chunk, encoding);
      }
      return chunk;
    }
    Object.defineProperty(Writable.prototype, "writableHighWaterMark", {
      // making it explicit this property is not enumerable
      // because otherwise some prototype manipulation in
      // userland will fail
      enumerable: false,
      get: function get() {
        return this._writableState.highWaterMark;
      }
    });
    function writeOrBuffer(stream, state, isBuf, chunk, encoding, cb) {
      if (!isBuf) {
        var newChunk = decodeChunk(state, chunk, encoding);
        if (chunk !== newChunk) {
          isBuf = true;
          encoding = "buffer";
          chunk = newChunk;
        }
      }
      var len = state.objectMode ? 1 : chunk.length;
      state.length += len;
      var ret = state.length < state.highWaterMark;
      if (!ret) state.needDrain = true;
      if (state.writing || state.corked) {
        var last = state.lastBufferedRequest;
        state.lastBufferedRequest = {
          chunk,
          encoding,
          isBuf,
          callback: cb,
          next: null
        };
        if (last) {
          last.next = state.lastBufferedRequest;
        } else {
          state.bufferedRequest = state.lastBufferedRequest;
        }
        state.bufferedRequestCount += 1;
      } else {
        doWrite(stream, state, false, len, chunk, encoding, cb);
      }
      return ret;
    }
    function doWrite(stream, state, writev, len, chunk, encoding, cb) {
      state.writelen = len;
      state.writecb = cb;
      state.writing = true;
      state.sync = true;
      if (state.destroyed) state.onwrite(new ERR_STREAM_DESTROYED("write"));
      else if (writev) stream._writev(chunk, state.onwrite);
      else stream._write(chunk, encoding, state.onwrite);
      state.sync = false;
    }
    function onwriteError(stream, state, sync, er, cb) {
      --state.pendingcb;
      if (sync) {
        process.nextTick(cb, er);
        process.nextTick(finishMaybe, stream, state);
        stream._writableState.errorEmitted = true;
        errorOrDestroy(stream, er);
      } else {
        cb(er);
        stream._writableState.errorEmitted = true;
        errorOrDestroy(stream, er);
        finishMaybe(stream, state);
      }
    }
    function onwriteStateUpdate(state) {
      state.writing = false;
      state.writecb = null;
      state.length -= state.writelen;
      state.writelen = 0;
    }
    function onwrite(stream, er) {
      var state = stream._writableState;
      var sync = state.sync;
      var cb = state.writecb;
      if (typeof cb !== "function") throw new ERR_MULTIPLE_CALLBACK();
      onwriteStateUpdate(state);
      if (er) onwriteError(stream, state, sync, er, cb);
      else {
        var finished2 = needFinish(state) || stream.destroyed;
        if (!finished2 && !state.corked && !state.bufferProcessing && state.bufferedRequest) {
          clearBuffer(stream, state);
        }
        if (sync) {
          process.nextTick(afterWrite, stream, state, finished2, cb);
        } else {
          afterWrite(stream, state, finished2, cb);
        }
      }
    }
    function afterWrite(stream, state, finished2, cb) {
      if (!finished2) onwriteDrain(stream, state);
      state.pendingcb--;
      cb();
      finishMaybe(stream, state);
    }
    function onwriteDrain(stream, state) {
      if (state.length === 0 && state.needDrain) {
        state.needDrain = false;
        stream.emit("drain");
      }
    }
    function clearBuffer(stream, state) {
      state.bufferProcessing = true;
      var entry = state.bufferedRequest;
      if (stream._writev && entry && entry.next) {
        var l = state.bufferedRequestCount;
        var buffer = new Array(l);
        var holder = state.corkedRequestsFree;
        holder.entry = entry;
        var count = 0;
        var allBuffers = true;
        while (entry) {
          buffer[count] = entry;
          if (!entry.isBuf) allBuffers = false;
          entry = entry.next;
          count += 1;
        }
        buffer.allBuffers = allBuffers;
        doWrite(stream, state, true, state.length, buffer, "", holder.finish);
        state.pendingcb++;
        state.lastBufferedRequest = null;
        if (holder.next) {
          state.corkedRequestsFree = holder.next;
          holder.next = null;
        } else {
          state.corkedRequestsFree = new CorkedRequest(state);
        }
        state.bufferedRequestCount = 0;
      } else {
        while (entry) {
          var chunk = entry.chunk;
          var encoding = entry.encoding;
          var cb = entry.callback;
          var len = state.objectMode ? 1 : chunk.length;
          doWrite(stream, state, false, len, chunk, encoding, cb);
          entry = entry.next;
          state.bufferedRequestCount--;
          if (state.writing) {
            break;
          }
        }
        if (entry === null) state.lastBufferedRequest = null;
      }
      state.bufferedRequest = entry;
      state.bufferProcessing = false;
    }
    Writable.prototype._write = function(chunk, encoding, cb) {
      cb(new ERR_METHOD_NOT_IMPLEMENTED("_write()"));
    };
    Writable.prototype._writev = null;
    Writable.prototype.end = function(chunk, encoding, cb) {
      var state = this._writableState;
      if (typeof chunk === "function") {
        cb = chunk;
        chunk = null;
        encoding = null;
      } else if (typeof encoding === "function") {
        cb = encoding;
        encoding = null;
      }
      if (chunk !== null && chunk !== void 0) this.write(chunk, encoding);
      if (state.corked) {
        state.corked = 1;
        this.uncork();
      }
      if (!state.ending) endWritable(this, state, cb);
      return this;
    };
    Object.defineProperty(Writable.prototype, "writableLength", {
      // making it explicit this property is not enumerable
      // because otherwise some prototype manipulation in
      // userland will fail
      enumerable: false,
      get: function get() {
        return this._writableState.length;
      }
    });
    function needFinish(state) {
      return state.ending && state.length === 0 && state.bufferedRequest === null && !state.finished && !state.writing;
    }
    function callFinal(stream, state) {
      stream._final(function(err) {
        state.pendingcb--;
        if (err) {
          errorOrDestroy(stream, err);
        }
        state.prefinished = true;
        stream.emit("prefinish");
        finishMaybe(stream, state);
      });
    }
    function prefinish(stream, state) {
      if (!state.prefinished && !state.finalCalled) {
        if (typeof stream._final === "function" && !state.destroyed) {
          state.pendingcb++;
          state.finalCalled = true;
          process.nextTick(callFinal, stream, state);
        } else {
          state.prefinished = true;
          stream.emit("prefinish");
        }
      }
    }
    function finishMaybe(stream, state) {
      var need2 = needFinish(state);
      if (need2) {
        prefinish(stream, state);
        if (state.pendingcb === 0) {
          state.finished = true;
          stream.emit("finish");
          if (state.autoDestroy) {
            var rState = stream._readableState;
            if (!rState || rState.autoDestroy && rState.endEmitted) {
              stream.destroy();
            }
          }
        }
      }
      return need2;
    }
    function endWritable(stream, state, cb) {
      state.ending = true;
      finishMaybe(stream, state);
      if (cb) {
        if (state.finished) process.nextTick(cb);
        else stream.once("finish", cb);
      }
      state.ended = true;
      stream.writable = false;
    }
    function onCorkedFinish(corkReq, state, err) {
      var entry = corkReq.entry;
      corkReq.entry = null;
      while (entry) {
        var cb = entry.callback;
        state.pendingcb--;
        cb(err);
        entry = entry.next;
      }
      state.corkedRequestsFree.next = corkReq;
    }
    Object.defineProperty(Writable.prototype, "destroyed", {
      // making it explicit this property is not enumerable
      // because otherwise some prototype manipulation in
      // userland will fail
      enumerable: false,
      get: function get() {
        if (this._writableState === void 0) {
          return false;
        }
        return this._writableState.destroyed;
      },
      set: function set(value) {
        if (!this._writableState) {
          return;
        }
        this._writableState.destroyed = value;
      }
    });
    Writable.prototype.destroy = destroyImpl.destroy;
    Writable.prototype._undestroy = destroyImpl.undestroy;
    Writable.prototype._destroy = function(err, cb) {
      cb(err);
    };
  }
});

// node_modules/readable-stream/lib/_stream_duplex.js
var require_stream_duplex = __commonJS({
  "node_modules/readable-stream/lib/_stream_duplex.js"(exports2, module2) {
    "use strict";
    var objectKeys = Object.keys || function(obj) {
      var keys2 = [];
      for (var key2 in obj) keys2.push(key2);
      return keys2;
    };
    module2.exports = Duplex;
    var Readable = require_stream_readable();
    var Writable = require_stream_writable();
    require_inherits()(Duplex, Readable);
    {
      keys = objectKeys(Writable.prototype);
      for (v = 0; v < keys.length; v++) {
        method = keys[v];
        if (!Duplex.prototype[method]) Duplex.prototype[method] = Writable.prototype[method];
      }
    }
    var keys;
    var method;
    var v;
    function Duplex(options) {
      if (!(this instanceof Duplex)) return new Duplex(options);
      Readable.call(this, options);
      Writable.call(this, options);
      this.allowHalfOpen = true;
      if (options) {
        if (options.readable === false) this.readable = false;
        if (options.writable === false) this.writable = false;
        if (options.allowHalfOpen === false) {
          this.allowHalfOpen = false;
          this.once("end", onend);
        }
      }
    }
    Object.defineProperty(Duplex.prototype, "writableHighWaterMark", {
      // making it explicit this property is not enumerable
      // because otherwise some prototype manipulation in
      // userland will fail
      enumerable: false,
      get: function get() {
        return this._writableState.highWaterMark;
      }
    });
    Object.defineProperty(Duplex.prototype, "writableBuffer", {
      // making it explicit this property is not enumerable
      // because otherwise some prototype manipulation in
      // userland will fail
      enumerable: false,
      get: function get() {
        return this._writableState && this._writableState.getBuffer();
      }
    });
    Object.defineProperty(Duplex.prototype, "writableLength", {
      // making it explicit this property is not enumerable
      // because otherwise some prototype manipulation in
      // userland will fail
      enumerable: false,
      get: function get() {
        return this._writableState.length;
      }
    });
    function onend() {
      if (this._writableState.ended) return;
      process.nextTick(onEndNT, this);
    }
    function onEndNT(self2) {
      self2.end();
    }
    Object.defineProperty(Duplex.prototype, "destroyed", {
      // making it explicit this property is not enumerable
      // because otherwise some prototype manipulation in
      // userland will fail
      enumerable: false,
      get: function get() {
        if (this._readableState === void 0 || this._writableState === void 0) {
          return false;
        }
        return this._readableState.destroyed && this._writableState.destroyed;
      },
      set: function set(value) {
        if (this._readableState === void 0 || this._writableState === void 0) {
          return;
        }
        this._readableState.destroyed = value;
        this._writableState.destroyed = value;
      }
    });
  }
});

// node_modules/safe-buffer/index.js
var require_safe_buffer = __commonJS({
  "node_modules/safe-buffer/index.js"(exports2, module2) {
    var buffer = require("buffer");
    var Buffer2 = buffer.Buffer;
    function copyProps(src, dst) {
      for (var key2 in src) {
        dst[key2] = src[key2];
      }
    }
    if (Buffer2.from && Buffer2.alloc && Buffer2.allocUnsafe && Buffer2.allocUnsafeSlow) {
      module2.exports = buffer;
    } else {
      copyProps(buffer, exports2);
      exports2.Buffer = SafeBuffer;
    }
    function SafeBuffer(arg, encodingOrOffset, length) {
      return Buffer2(arg, encodingOrOffset, length);
    }
    SafeBuffer.prototype = Object.create(Buffer2.prototype);
    copyProps(Buffer2, SafeBuffer);
    SafeBuffer.from = function(arg, encodingOrOffset, length) {
      if (typeof arg === "number") {
        throw new TypeError("Argument must not be a number");
      }
      return Buffer2(arg, encodingOrOffset, length);
    };
    SafeBuffer.alloc = function(size, fill, encoding) {
      if (typeof size !== "number") {
        throw new TypeError("Argument must be a number");
      }
      var buf = Buffer2(size);
      if (fill !== void 0) {
        if (typeof encoding === "string") {
          buf.fill(fill, encoding);
        } else {
          buf.fill(fill);
        }
      } else {
        buf.fill(0);
      }
      return buf;
    };
    SafeBuffer.allocUnsafe = function(size) {
      if (typeof size !== "number") {
        throw new TypeError("Argument must be a number");
      }
      return Buffer2(size);
    };
    SafeBuffer.allocUnsafeSlow = function(size) {
      if (typeof size !== "number") {
        throw new TypeError("Argument must be a number");
      }
      return buffer.SlowBuffer(size);
    };
  }
});

// node_modules/string_decoder/lib/string_decoder.js
var require_string_decoder = __commonJS({
  "node_modules/string_decoder/lib/string_decoder.js"(exports2) {
    "use strict";
    var Buffer2 = require_safe_buffer().Buffer;
    var isEncoding = Buffer2.isEncoding || function(encoding) {
      encoding = "" + encoding;
      switch (encoding && encoding.toLowerCase()) {
        case "hex":
        case "utf8":
        case "utf-8":
        case "ascii":
        case "binary":
        case "base64":
        case "ucs2":
        case "ucs-2":
        case "utf16le":
        case "utf-16le":
        case "raw":
          return true;
        default:
          return false;
      }
    };
    function _normalizeEncoding(enc) {
      if (!enc) return "utf8";
      var retried;
      while (true) {
        switch (enc) {
          case "utf8":
          case "utf-8":
            return "utf8";
          case "ucs2":
          case "ucs-2":
          case "utf16le":
          case "utf-16le":
            return "utf16le";
          case "latin1":
          case "binary":
            return "latin1";
          case "base64":
          case "ascii":
          case "hex":
            return enc;
          default:
            if (retried) return;
            enc = ("" + enc).toLowerCase();
            retried = true;
        }
      }
    }
    function normalizeEncoding(enc) {
      var nenc = _normalizeEncoding(enc);
      if (typeof nenc !== "string" && (Buffer2.isEncoding === isEncoding || !isEncoding(enc))) throw new Error("Unknown encoding: " + enc);
      return nenc || enc;
    }
    exports2.StringDecoder = StringDecoder3;
    function StringDecoder3(encoding) {
      this.encoding = normalizeEncoding(encoding);
      var nb;
      switch (this.encoding) {
        case "utf16le":
          this.text = utf16Text;
          this.end = utf16End;
          nb = 4;
          break;
        case "utf8":
          this.fillLast = utf8FillLast;
          nb = 4;
          break;
        case "base64":
          this.text = base64Text;
          this.end = base64End;
          nb = 3;
          break;
        default:
          this.write = simpleWrite;
          this.end = simpleEnd;
          return;
      }
      this.lastNeed = 0;
      this.lastTotal = 0;
      this.lastChar = Buffer2.allocUnsafe(nb);
    }
    StringDecoder3.prototype.write = function(buf) {
      if (buf.length === 0) return "";
      var r;
      var i;
      if (this.lastNeed) {
        r = this.fillLast(buf);
        if (r === void 0) return "";
        i = this.lastNeed;
        this.lastNeed = 0;
      } else {
        i = 0;
      }
      if (i < buf.length) return r ? r + this.text(buf, i) : this.text(buf, i);
      return r || "";
    };
    StringDecoder3.prototype.end = utf8End;
    StringDecoder3.prototype.text = utf8Text;
    StringDecoder3.prototype.fillLast = function(buf) {
      if (this.lastNeed <= buf.length) {
        buf.copy(this.lastChar, this.lastTotal - this.lastNeed, 0, this.lastNeed);
        return this.lastChar.toString(this.encoding, 0, this.lastTotal);
      }
      buf.copy(this.lastChar, this.lastTotal - this.lastNeed, 0, buf.length);
      this.lastNeed -= buf.length;
    };
    function utf8CheckByte(byte) {
      if (byte <= 127) return 0;
      else if (byte >> 5 === 6) return 2;
      else if (byte >> 4 === 14) return 3;
      else if (byte >> 3 === 30) return 4;
      return byte >> 6 === 2 ? -1 : -2;
    }
    function utf8CheckIncomplete(self2, buf, i) {
      var j = buf.length - 1;
      if (j < i) return 0;
      var nb = utf8CheckByte(buf[j]);
      if (nb >= 0) {
        if (nb > 0) self2.lastNeed = nb - 1;
        return nb;
      }
      if (--j < i || nb === -2) return 0;
      nb = utf8CheckByte(buf[j]);
      if (nb >= 0) {
        if (nb > 0) self2.lastNeed = nb - 2;
        return nb;
      }
      if (--j < i || nb === -2) return 0;
      nb = utf8CheckByte(buf[j]);
      if (nb >= 0) {
        if (nb > 0) {
          if (nb === 2) nb = 0;
          else self2.lastNeed = nb - 3;
        }
        return nb;
      }
      return 0;
    }
    function utf8CheckExtraBytes(self2, buf, p) {
      if ((buf[0] & 192) !== 128) {
        self2.lastNeed = 0;
        return "\uFFFD";
      }
      if (self2.lastNeed > 1 && buf.length > 1) {
        if ((buf[1] & 192) !== 128) {
          self2.lastNeed = 1;
          return "\uFFFD";
        }
        if (self2.lastNeed > 2 && buf.length > 2) {
          if ((buf[2] & 192) !== 128) {
            self2.lastNeed = 2;
            return "\uFFFD";
          }
        }
      }
    }
    function utf8FillLast(buf) {
      var p = this.lastTotal - this.lastNeed;
      var r = utf8CheckExtraBytes(this, buf, p);
      if (r !== void 0) return r;
      if (this.lastNeed <= buf.length) {
        buf.copy(this.lastChar, p, 0, this.lastNeed);
        return this.lastChar.toString(this.encoding, 0, this.lastTotal);
      }
      buf.copy(this.lastChar, p, 0, buf.length);
      this.lastNeed -= buf.length;
    }
    function utf8Text(buf, i) {
      var total2 = utf8CheckIncomplete(this, buf, i);
      if (!this.lastNeed) return buf.toString("utf8", i);
      this.lastTotal = total2;
      var end = buf.length - (total2 - this.lastNeed);
      buf.copy(this.lastChar, 0, end);
      return buf.toString("utf8", i, end);
    }
    function utf8End(buf) {
      var r = buf && buf.length ? this.write(buf) : "";
      if (this.lastNeed) return r + "\uFFFD";
      return r;
    }
    function utf16Text(buf, i) {
      if ((buf.length - i) % 2 === 0) {
        var r = buf.toString("utf16le", i);
        if (r) {
          var c = r.charCodeAt(r.length - 1);
          if (c >= 55296 && c <= 56319) {
            this.lastNeed = 2;
            this.lastTotal = 4;
            this.lastChar[0] = buf[buf.length - 2];
            this.lastChar[1] = buf[buf.length - 1];
            return r.slice(0, -1);
          }
        }
        return r;
      }
      this.lastNeed = 1;
      this.lastTotal = 2;
      this.lastChar[0] = buf[buf.length - 1];
      return buf.toString("utf16le", i, buf.length - 1);
    }
    function utf16End(buf) {
      var r = buf && buf.length ? this.write(buf) : "";
      if (this.lastNeed) {
        var end = this.lastTotal - this.lastNeed;
        return r + this.lastChar.toString("utf16le", 0, end);
      }
      return r;
    }
    function base64Text(buf, i) {
      var n = (buf.length - i) % 3;
      if (n === 0) return buf.toString("base64", i);
      this.lastNeed = 3 - n;
      this.lastTotal = 3;
      if (n === 1) {
        this.lastChar[0] = buf[buf.length - 1];
      } else {
        this.lastChar[0] = buf[buf.length - 2];
        this.lastChar[1] = buf[buf.length - 1];
      }
      return buf.toString("base64", i, buf.length - n);
    }
    function base64End(buf) {
      var r = buf && buf.length ? this.write(buf) : "";
      if (this.lastNeed) return r + this.lastChar.toString("base64", 0, 3 - this.lastNeed);
      return r;
    }
    function simpleWrite(buf) {
      return buf.toString(this.encoding);
    }
    function simpleEnd(buf) {
      return buf && buf.length ? this.write(buf) : "";
    }
  }
});

// node_modules/readable-stream/lib/internal/streams/end-of-stream.js
var require_end_of_stream = __commonJS({
  "node_modules/readable-stream/lib/internal/streams/end-of-stream.js"(exports2, module2) {
    "use strict";
    var ERR_STREAM_PREMATURE_CLOSE = require_errors().codes.ERR_STREAM_PREMATURE_CLOSE;
    function once(callback) {
      var called = false;
      return function() {
        if (called) return;
        called = true;
        for (var _len = arguments.length, args = new Array(_len), _key = 0; _key < _len; _key++) {
          args[_key] = arguments[_key];
        }
        callback.apply(this, args);
      };
    }
    function noop() {
    }
    function isRequest(stream) {
      return stream.setHeader && typeof stream.abort === "function";
    }
    function eos(stream, opts, callback) {
      if (typeof opts === "function") return eos(stream, null, opts);
      if (!opts) opts = {};
      callback = once(callback || noop);
      var readable = opts.readable || opts.readable !== false && stream.readable;
      var writable = opts.writable || opts.writable !== false && stream.writable;
      var onlegacyfinish = function onlegacyfinish2() {
        if (!stream.writable) onfinish();
      };
      var writableEnded = stream._writableState && stream._writableState.finished;
      var onfinish = function onfinish2() {
        writable = false;
        writableEnded = true;
        if (!readable) callback.call(stream);
      };
      var readableEnded = stream._readableState && stream._readableState.endEmitted;
      var onend = function onend2() {
        readable = false;
        readableEnded = true;
        if (!writable) callback.call(stream);
      };
      var onerror = function onerror2(err) {
        callback.call(stream, err);
      };
      var onclose = function onclose2() {
        var err;
        if (readable && !readableEnded) {
          if (!stream._readableState || !stream._readableState.ended) err = new ERR_STREAM_PREMATURE_CLOSE();
          return callback.call(stream, err);
        }
        if (writable && !writableEnded) {
          if (!stream._writableState || !stream._writableState.ended) err = new ERR_STREAM_PREMATURE_CLOSE();
          return callback.call(stream, err);
        }
      };
      var onrequest = function onrequest2() {
        stream.req.on("finish", onfinish);
      };
      if (isRequest(stream)) {
        stream.on("complete", onfinish);
        stream.on("abort", onclose);
        if (stream.req) onrequest();
        else stream.on("request", onrequest);
      } else if (writable && !stream._writableState) {
        stream.on("end", onlegacyfinish);
        stream.on("close", onlegacyfinish);
      }
      stream.on("end", onend);
      stream.on("finish", onfinish);
      if (opts.error !== false) stream.on("error", onerror);
      stream.on("close", onclose);
      return function() {
        stream.removeListener("complete", onfinish);
        stream.removeListener("abort", onclose);
        stream.removeListener("request", onrequest);
        if (stream.req) stream.req.removeListener("finish", onfinish);
        stream.removeListener("end", onlegacyfinish);
        stream.removeListener("close", onlegacyfinish);
        stream.removeListener("finish", onfinish);
        stream.removeListener("end", onend);
        stream.removeListener("error", onerror);
        stream.removeListener("close", onclose);
      };
    }
    module2.exports = eos;
  }
});

// node_modules/readable-stream/lib/internal/streams/async_iterator.js
var require_async_iterator = __commonJS({
  "node_modules/readable-stream/lib/internal/streams/async_iterator.js"(exports2, module2) {
    "use strict";
    var _Object$setPrototypeO;
    function _defineProperty(obj, key2, value) {
      key2 = _toPropertyKey(key2);
      if (key2 in obj) {
        Object.defineProperty(obj, key2, { value, enumerable: true, configurable: true, writable: true });
      } else {
        obj[key2] = value;
      }
      return obj;
    }
    function _toPropertyKey(arg) {
      var key2 = _toPrimitive(arg, "string");
      return typeof key2 === "symbol" ? key2 : String(key2);
    }
    function _toPrimitive(input, hint) {
      if (typeof input !== "object" || input === null) return input;
      var prim = input[Symbol.toPrimitive];
      if (prim !== void 0) {
        var res = prim.call(input, hint || "default");
        if (typeof res !== "object") return res;
        throw new TypeError("@@toPrimitive must return a primitive value.");
      }
      return (hint === "string" ? String : Number)(input);
    }
    var finished2 = require_end_of_stream();
    var kLastResolve = /* @__PURE__ */ Symbol("lastResolve");
    var kLastReject = /* @__PURE__ */ Symbol("lastReject");
    var kError = /* @__PURE__ */ Symbol("error");
    var kEnded = /* @__PURE__ */ Symbol("ended");
    var kLastPromise = /* @__PURE__ */ Symbol("lastPromise");
    var kHandlePromise = /* @__PURE__ */ Symbol("handlePromise");
    var kStream = /* @__PURE__ */ Symbol("stream");
    function createIterResult(value, done) {
      return {
        value,
        done
      };
    }
    function readAndResolve(iter) {
      var resolve20 = iter[kLastResolve];
      if (resolve20 !== null) {
        var data = iter[kStream].read();
        if (data !== null) {
          iter[kLastPromise] = null;
          iter[kLastResolve] = null;
          iter[kLastReject] = null;
          resolve20(createIterResult(data, false));
        }
      }
    }
    function onReadable(iter) {
      process.nextTick(readAndResolve, iter);
    }
    function wrapForNext(lastPromise, iter) {
      return function(resolve20, reject) {
        lastPromise.then(function() {
          if (iter[kEnded]) {
            resolve20(createIterResult(void 0, true));
            return;
          }
          iter[kHandlePromise](resolve20, reject);
        }, reject);
      };
    }
    var AsyncIteratorPrototype = Object.getPrototypeOf(function() {
    });
    var ReadableStreamAsyncIteratorPrototype = Object.setPrototypeOf((_Object$setPrototypeO = {
      get stream() {
        return this[kStream];
      },
      next: function next() {
        var _this = this;
        var error2 = this[kError];
        if (error2 !== null) {
          return Promise.reject(error2);
        }
        if (this[kEnded]) {
          return Promise.resolve(createIterResult(void 0, true));
        }
        if (this[kStream].destroyed) {
          return new Promise(function(resolve20, reject) {
            process.nextTick(function() {
              if (_this[kError]) {
                reject(_this[kError]);
              } else {
                resolve20(createIterResult(void 0, true));
              }
            });
          });
        }
        var lastPromise = this[kLastPromise];
        var promise;
        if (lastPromise) {
          promise = new Promise(wrapForNext(lastPromise, this));
        } else {
          var data = this[kStream].read();
          if (data !== null) {
            return Promise.resolve(createIterResult(data, false));
          }
          promise = new Promise(this[kHandlePromise]);
        }
        this[kLastPromise] = promise;
        return promise;
      }
    }, _defineProperty(_Object$setPrototypeO, Symbol.asyncIterator, function() {
      return this;
    }), _defineProperty(_Object$setPrototypeO, "return", function _return() {
      var _this2 = this;
      return new Promise(function(resolve20, reject) {
        _this2[kStream].destroy(null, function(err) {
          if (err) {
            reject(err);
            return;
          }
          resolve20(createIterResult(void 0, true));
        });
      });
    }), _Object$setPrototypeO), AsyncIteratorPrototype);
    var createReadableStreamAsyncIterator = function createReadableStreamAsyncIterator2(stream) {
      var _Object$create;
      var iterator = Object.create(ReadableStreamAsyncIteratorPrototype, (_Object$create = {}, _defineProperty(_Object$create, kStream, {
        value: stream,
        writable: true
      }), _defineProperty(_Object$create, kLastResolve, {
        value: null,
        writable: true
      }), _defineProperty(_Object$create, kLastReject, {
        value: null,
        writable: true
      }), _defineProperty(_Object$create, kError, {
        value: null,
        writable: true
      }), _defineProperty(_Object$create, kEnded, {
        value: stream._readableState.endEmitted,
        writable: true
      }), _defineProperty(_Object$create, kHandlePromise, {
        value: function value(resolve20, reject) {
          var data = iterator[kStream].read();
          if (data) {
            iterator[kLastPromise] = null;
            iterator[kLastResolve] = null;
            iterator[kLastReject] = null;
            resolve20(createIterResult(data, false));
          } else {
            iterator[kLastResolve] = resolve20;
            iterator[kLastReject] = reject;
          }
        },
        writable: true
      }), _Object$create));
      iterator[kLastPromise] = null;
      finished2(stream, function(err) {
        if (err && err.code !== "ERR_STREAM_PREMATURE_CLOSE") {
          var reject = iterator[kLastReject];
          if (reject !== null) {
            iterator[kLastPromise] = null;
            iterator[kLastResolve] = null;
            iterator[kLastReject] = null;
            reject(err);
          }
          iterator[kError] = err;
          return;
        }
        var resolve20 = iterator[kLastResolve];
        if (resolve20 !== null) {
          iterator[kLastPromise] = null;
          iterator[kLastResolve] = null;
          iterator[kLastReject] = null;
          resolve20(createIterResult(void 0, true));
        }
        iterator[kEnded] = true;
      });
      stream.on("readable", onReadable.bind(null, iterator));
      return iterator;
    };
    module2.exports = createReadableStreamAsyncIterator;
  }
});

// node_modules/readable-stream/lib/internal/streams/from.js
var require_from = __commonJS({
  "node_modules/readable-stream/lib/internal/streams/from.js"(exports2, module2) {
    "use strict";
    function asyncGeneratorStep(gen, resolve20, reject, _next, _throw, key2, arg) {
      try {
        var info2 = gen[key2](arg);
        var value = info2.value;
      } catch (error2) {
        reject(error2);
        return;
      }
      if (info2.done) {
        resolve20(value);
      } else {
        Promise.resolve(value).then(_next, _throw);
      }
    }
    function _asyncToGenerator(fn) {
      return function() {
        var self2 = this, args = arguments;
        return new Promise(function(resolve20, reject) {
          var gen = fn.apply(self2, args);
          function _next(value) {
            asyncGeneratorStep(gen, resolve20, reject, _next, _throw, "next", value);
          }
          function _throw(err) {
            asyncGeneratorStep(gen, resolve20, reject, _next, _throw, "throw", err);
          }
          _next(void 0);
        });
      };
    }
    function ownKeys(object2, enumerableOnly) {
      var keys = Object.keys(object2);
      if (Object.getOwnPropertySymbols) {
        var symbols = Object.getOwnPropertySymbols(object2);
        enumerableOnly && (symbols = symbols.filter(function(sym) {
          return Object.getOwnPropertyDescriptor(object2, sym).enumerable;
        })), keys.push.apply(keys, symbols);
      }
      return keys;
    }
    function _objectSpread(target) {
      for (var i = 1; i < arguments.length; i++) {
        var source = null != arguments[i] ? arguments[i] : {};
        i % 2 ? ownKeys(Object(source), true).forEach(function(key2) {
          _defineProperty(target, key2, source[key2]);
        }) : Object.getOwnPropertyDescriptors ? Object.defineProperties(target, Object.getOwnPropertyDescriptors(source)) : ownKeys(Object(source)).forEach(function(key2) {
          Object.defineProperty(target, key2, Object.getOwnPropertyDescriptor(source, key2));
        });
      }
      return target;
    }
    function _defineProperty(obj, key2, value) {
      key2 = _toPropertyKey(key2);
      if (key2 in obj) {
        Object.defineProperty(obj, key2, { value, enumerable: true, configurable: true, writable: true });
      } else {
        obj[key2] = value;
      }
      return obj;
    }
    function _toPropertyKey(arg) {
      var key2 = _toPrimitive(arg, "string");
      return typeof key2 === "symbol" ? key2 : String(key2);
    }
    function _toPrimitive(input, hint) {
      if (typeof input !== "object" || input === null) return input;
      var prim = input[Symbol.toPrimitive];
      if (prim !== void 0) {
        var res = prim.call(input, hint || "default");
        if (typeof res !== "object") return res;
        throw new TypeError("@@toPrimitive must return a primitive value.");
      }
      return (hint === "string" ? String : Number)(input);
    }
    var ERR_INVALID_ARG_TYPE = require_errors().codes.ERR_INVALID_ARG_TYPE;
    function from(Readable, iterable, opts) {
      var iterator;
      if (iterable && typeof iterable.next === "function") {
        iterator = iterable;
      } else if (iterable && iterable[Symbol.asyncIterator]) iterator = iterable[Symbol.asyncIterator]();
      else if (iterable && iterable[Symbol.iterator]) iterator = iterable[Symbol.iterator]();
      else throw new ERR_INVALID_ARG_TYPE("iterable", ["Iterable"], iterable);
      var readable = new Readable(_objectSpread({
        objectMode: true
      }, opts));
      var reading = false;
      readable._read = function() {
        if (!reading) {
          reading = true;
          next();
        }
      };
      function next() {
        return _next2.apply(this, arguments);
      }
      function _next2() {
        _next2 = _asyncToGenerator(function* () {
          try {
            var _yield$iterator$next = yield iterator.next(), value = _yield$iterator$next.value, done = _yield$iterator$next.done;
            if (done) {
              readable.push(null);
            } else if (readable.push(yield value)) {
              next();
            } else {
              reading = false;
            }
          } catch (err) {
            readable.destroy(err);
          }
        });
        return _next2.apply(this, arguments);
      }
      return readable;
    }
    module2.exports = from;
  }
});

// node_modules/readable-stream/lib/_stream_readable.js
var require_stream_readable = __commonJS({
  "node_modules/readable-stream/lib/_stream_readable.js"(exports2, module2) {
    "use strict";
    module2.exports = Readable;
    var Duplex;
    Readable.ReadableState = ReadableState;
    var EE = require("events").EventEmitter;
    var EElistenerCount = function EElistenerCount2(emitter, type) {
      return emitter.listeners(type).length;
    };
    var Stream = require_stream();
    var Buffer2 = require("buffer").Buffer;
    var OurUint8Array = (typeof global !== "undefined" ? global : typeof window !== "undefined" ? window : typeof self !== "undefined" ? self : {}).Uint8Array || function() {
    };
    function _uint8ArrayToBuffer(chunk) {
      return Buffer2.from(chunk);
    }
    function _isUint8Array(obj) {
      return Buffer2.isBuffer(obj) || obj instanceof OurUint8Array;
    }
    var debugUtil = require("util");
    var debug2;
    if (debugUtil && debugUtil.debuglog) {
      debug2 = debugUtil.debuglog("stream");
    } else {
      debug2 = function debug3() {
      };
    }
    var BufferList = require_buffer_list();
    var destroyImpl = require_destroy();
    var _require = require_state();
    var getHighWaterMark = _require.getHighWaterMark;
    var _require$codes = require_errors().codes;
    var ERR_INVALID_ARG_TYPE = _require$codes.ERR_INVALID_ARG_TYPE;
    var ERR_STREAM_PUSH_AFTER_EOF = _require$codes.ERR_STREAM_PUSH_AFTER_EOF;
    var ERR_METHOD_NOT_IMPLEMENTED = _require$codes.ERR_METHOD_NOT_IMPLEMENTED;
    var ERR_STREAM_UNSHIFT_AFTER_END_EVENT = _require$codes.ERR_STREAM_UNSHIFT_AFTER_END_EVENT;
    var StringDecoder3;
    var createReadableStreamAsyncIterator;
    var from;
    require_inherits()(Readable, Stream);
    var errorOrDestroy = destroyImpl.errorOrDestroy;
    var kProxyEvents = ["error", "close", "destroy", "pause", "resume"];
    function prependListener(emitter, event, fn) {
      if (typeof emitter.prependListener === "function") return emitter.prependListener(event, fn);
      if (!emitter._events || !emitter._events[event]) emitter.on(event, fn);
      else if (Array.isArray(emitter._events[event])) emitter._events[event].unshift(fn);
      else emitter._events[event] = [fn, emitter._events[event]];
    }
    function ReadableState(options, stream, isDuplex) {
      Duplex = Duplex || require_stream_duplex();
      options = options || {};
      if (typeof isDuplex !== "boolean") isDuplex = stream instanceof Duplex;
      this.objectMode = !!options.objectMode;
      if (isDuplex) this.objectMode = this.objectMode || !!options.readableObjectMode;
      this.highWaterMark = getHighWaterMark(this, options, "readableHighWaterMark", isDuplex);
      this.buffer = new BufferList();
      this.length = 0;
      this.pipes = null;
      this.pipesCount = 0;
      this.flowing = null;
      this.ended = false;
      this.endEmitted = false;
      this.reading = false;
      this.sync = true;
      this.needReadable = false;
      this.emittedReadable = false;
      this.readableListening = false;
      this.resumeScheduled = false;
      this.paused = true;
      this.emitClose = options.emitClose !== false;
      this.autoDestroy = !!options.autoDestroy;
      this.destroyed = false;
      this.defaultEncoding = options.defaultEncoding || "utf8";
      this.awaitDrain = 0;
      this.readingMore = false;
      this.decoder = null;
      this.encoding = null;
      if (options.encoding) {
        if (!StringDecoder3) StringDecoder3 = require_string_decoder().StringDecoder;
        this.decoder = new StringDecoder3(options.encoding);
        this.encoding = options.encoding;
      }
    }
    function Readable(options) {
      Duplex = Duplex || require_stream_duplex();
      if (!(this instanceof Readable)) return new Readable(options);
      var isDuplex = this instanceof Duplex;
      this._readableState = new ReadableState(options, this, isDuplex);
      this.readable = true;
      if (options) {
        if (typeof options.read === "function") this._read = options.read;
        if (typeof options.destroy === "function") this._destroy = options.destroy;
      }
      Stream.call(this);
    }
    Object.defineProperty(Readable.prototype, "destroyed", {
      // making it explicit this property is not enumerable
      // because otherwise some prototype manipulation in
      // userland will fail
      enumerable: false,
      get: function get() {
        if (this._readableState === void 0) {
          return false;
        }
        return this._readableState.destroyed;
      },
      set: function set(value) {
        if (!this._readableState) {
          return;
        }
        this._readableState.destroyed = value;
      }
    });
    Readable.prototype.destroy = destroyImpl.destroy;
    Readable.prototype._undestroy = destroyImpl.undestroy;
    Readable.prototype._destroy = function(err, cb) {
      cb(err);
    };
    Readable.prototype.push = function(chunk, encoding) {
      var state = this._readableState;
      var skipChunkCheck;
      if (!state.objectMode) {
        if (typeof chunk === "string") {
          encoding = encoding || state.defaultEncoding;
          if (encoding !== state.encoding) {
            chunk = Buffer2.from(chunk, encoding);
            encoding = "";
          }
          skipChunkCheck = true;
        }
      } else {
        skipChunkCheck = true;
      }
      return readableAddChunk(this, chunk, encoding, false, skipChunkCheck);
    };
    Readable.prototype.unshift = function(chunk) {
      return readableAddChunk(this, chunk, null, true, false);
    };
    function readableAddChunk(stream, chunk, encoding, addToFront, skipChunkCheck) {
      debug2("readableAddChunk", chunk);
      var state = stream._readableState;
      if (chunk === null) {
        state.reading = false;
        onEofChunk(stream, state);
      } else {
        var er;
        if (!skipChunkCheck) er = chunkInvalid(state, chunk);
        if (er) {
          errorOrDestroy(stream, er);
        } else if (state.objectMode || chunk && chunk.length > 0) {
          if (typeof chunk !== "string" && !state.objectMode && Object.getPrototypeOf(chunk) !== Buffer2.prototype) {
            chunk = _uint8ArrayToBuffer(chunk);
          }
          if (addToFront) {
            if (state.endEmitted) errorOrDestroy(stream, new ERR_STREAM_UNSHIFT_AFTER_END_EVENT());
            else addChunk(stream, state, chunk, true);
          } else if (state.ended) {
            errorOrDestroy(stream, new ERR_STREAM_PUSH_AFTER_EOF());
          } else if (state.destroyed) {
            return false;
          } else {
            state.reading = false;
            if (state.decoder && !encoding) {
              chunk = state.decoder.write(chunk);
              if (state.objectMode || chunk.length !== 0) addChunk(stream, state, chunk, false);
              else maybeReadMore(stream, state);
            } else {
              addChunk(stream, state, chunk, false);
            }
          }
        } else if (!addToFront) {
          state.reading = false;
          maybeReadMore(stream, state);
        }
      }
      return !state.ended && (state.length < state.highWaterMark || state.length === 0);
    }
    function addChunk(stream, state, chunk, addToFront) {
      if (state.flowing && state.length === 0 && !state.sync) {
        state.awaitDrain = 0;
        stream.emit("data", chunk);
      } else {
        state.length += state.objectMode ? 1 : chunk.length;
        if (addToFront) state.buffer.unshift(chunk);
        else state.buffer.push(chunk);
        if (state.needReadable) emitReadable(stream);
      }
      maybeReadMore(stream, state);
    }
    function chunkInvalid(state, chunk) {
      var er;
      if (!_isUint8Array(chunk) && typeof chunk !== "string" && chunk !== void 0 && !state.objectMode) {
        er = new ERR_INVALID_ARG_TYPE("chunk", ["string", "Buffer", "Uint8Array"], chunk);
      }
      return er;
    }
    Readable.prototype.isPaused = function() {
      return this._readableState.flowing === false;
    };
    Readable.prototype.setEncoding = function(enc) {
      if (!StringDecoder3) StringDecoder3 = require_string_decoder().StringDecoder;
      var decoder = new StringDecoder3(enc);
      this._readableState.decoder = decoder;
      this._readableState.encoding = this._readableState.decoder.encoding;
      var p = this._readableState.buffer.head;
      var content = "";
      while (p !== null) {
        content += decoder.write(p.data);
        p = p.next;
      }
      this._readableState.buffer.clear();
      if (content !== "") this._readableState.buffer.push(content);
      this._readableState.length = content.length;
      return this;
    };
    var MAX_HWM = 1073741824;
    function computeNewHighWaterMark(n) {
      if (n >= MAX_HWM) {
        n = MAX_HWM;
      } else {
        n--;
        n |= n >>> 1;
        n |= n >>> 2;
        n |= n >>> 4;
        n |= n >>> 8;
        n |= n >>> 16;
        n++;
      }
      return n;
    }
    function howMuchToRead(n, state) {
      if (n <= 0 || state.length === 0 && state.ended) return 0;
      if (state.objectMode) return 1;
      if (n !== n) {
        if (state.flowing && state.length) return state.buffer.head.data.length;
        else return state.length;
      }
      if (n > state.highWaterMark) state.highWaterMark = computeNewHighWaterMark(n);
      if (n <= state.length) return n;
      if (!state.ended) {
        state.needReadable = true;
        return 0;
      }
      return state.length;
    }
    Readable.prototype.read = function(n) {
      debug2("read", n);
      n = parseInt(n, 10);
      var state = this._readableState;
      var nOrig = n;
      if (n !== 0) state.emittedReadable = false;
      if (n === 0 && state.needReadable && ((state.highWaterMark !== 0 ? state.length >= state.highWaterMark : state.length > 0) || state.ended)) {
        debug2("read: emitReadable", state.length, state.ended);
        if (state.length === 0 && state.ended) endReadable(this);
        else emitReadable(this);
        return null;
      }
      n = howMuchToRead(n, state);
      if (n === 0 && state.ended) {
        if (state.length === 0) endReadable(this);
        return null;
      }
      var doRead = state.needReadable;
      debug2("need readable", doRead);
      if (state.length === 0 || state.length - n < state.highWaterMark) {
        doRead = true;
        debug2("length less than watermark", doRead);
      }
      if (state.ended || state.reading) {
        doRead = false;
        debug2("reading or ended", doRead);
      } else if (doRead) {
        debug2("do read");
        state.reading = true;
        state.sync = true;
        if (state.length === 0) state.needReadable = true;
        this._read(state.highWaterMark);
        state.sync = false;
        if (!state.reading) n = howMuchToRead(nOrig, state);
      }
      var ret;
      if (n > 0) ret = fromList(n, state);
      else ret = null;
      if (ret === null) {
        state.needReadable = state.length <= state.highWaterMark;
        n = 0;
      } else {
        state.length -= n;
        state.awaitDrain = 0;
      }
      if (state.length === 0) {
        if (!state.ended) state.needReadable = true;
        if (nOrig !== n && state.ended) endReadable(this);
      }
      if (ret !== null) this.emit("data", ret);
      return ret;
    };
    function onEofChunk(stream, state) {
      debug2("onEofChunk");
      if (state.ended) return;
      if (state.decoder) {
        var chunk = state.decoder.end();
        if (chunk && chunk.length) {
          state.buffer.push(chunk);
          state.length += state.objectMode ? 1 : chunk.length;
        }
      }
      state.ended = true;
      if (state.sync) {
        emitReadable(stream);
      } else {
        state.needReadable = false;
        if (!state.emittedReadable) {
          state.emittedReadable = true;
          emitReadable_(stream);
        }
      }
    }
    function emitReadable(stream) {
      var state = stream._readableState;
      debug2("emitReadable", state.needReadable, state.emittedReadable);
      state.needReadable = false;
      if (!state.emittedReadable) {
        debug2("emitReadable", state.flowing);
        state.emittedReadable = true;
        process.nextTick(emitReadable_, stream);
      }
    }
    function emitReadable_(stream) {
      var state = stream._readableState;
      debug2("emitReadable_", state.destroyed, state.length, state.ended);
      if (!state.destroyed && (state.length || state.ended)) {
        stream.emit("readable");
        state.emittedReadable = false;
      }
      state.needReadable = !state.flowing && !state.ended && state.length <= state.highWaterMark;
      flow(stream);
    }
    function maybeReadMore(stream, state) {
      if (!state.readingMore) {
        state.readingMore = true;
        process.nextTick(maybeReadMore_, stream, state);
      }
    }
    function maybeReadMore_(stream, state) {
      while (!state.reading && !state.ended && (state.length < state.highWaterMark || state.flowing && state.length === 0)) {
        var len = state.length;
        debug2("maybeReadMore read 0");
        stream.read(0);
        if (len === state.length)
          break;
      }
      state.readingMore = false;
    }
    Readable.prototype._read = function(n) {
      errorOrDestroy(this, new ERR_METHOD_NOT_IMPLEMENTED("_read()"));
    };
    Readable.prototype.pipe = function(dest, pipeOpts) {
      var src = this;
      var state = this._readableState;
      switch (state.pipesCount) {
        case 0:
          state.pipes = dest;
          break;
        case 1:
          state.pipes = [state.pipes, dest];
          break;
        default:
          state.pipes.push(dest);
          break;
      }
      state.pipesCount += 1;
      debug2("pipe count=%d opts=%j", state.pipesCount, pipeOpts);
      var doEnd = (!pipeOpts || pipeOpts.end !== false) && dest !== process.stdout && dest !== process.stderr;
      var endFn = doEnd ? onend : unpipe;
      if (state.endEmitted) process.nextTick(endFn);
      else src.once("end", endFn);
      dest.on("unpipe", onunpipe);
      function onunpipe(readable, unpipeInfo) {
        debug2("onunpipe");
        if (readable === src) {
          if (unpipeInfo && unpipeInfo.hasUnpiped === false) {
            unpipeInfo.hasUnpiped = true;
            cleanup();
          }
        }
      }
      function onend() {
        debug2("onend");
        dest.end();
      }
      var ondrain = pipeOnDrain(src);
      dest.on("drain", ondrain);
      var cleanedUp = false;
      function cleanup() {
        debug2("cleanup");
        dest.removeListener("close", onclose);
        dest.removeListener("finish", onfinish);
        dest.removeListener("drain", ondrain);
        dest.removeListener("error", onerror);
        dest.removeListener("unpipe", onunpipe);
        src.removeListener("end", onend);
        src.removeListener("end", unpipe);
        src.removeListener("data", ondata);
        cleanedUp = true;
        if (state.awaitDrain && (!dest._writableState || dest._writableState.needDrain)) ondrain();
      }
      src.on("data", ondata);
      function ondata(chunk) {
        debug2("ondata");
        var ret = dest.write(chunk);
        debug2("dest.write", ret);
        if (ret === false) {
          if ((state.pipesCount === 1 && state.pipes === dest || state.pipesCount > 1 && indexOf(state.pipes, dest) !== -1) && !cleanedUp) {
            debug2("false write response, pause", state.awaitDrain);
            state.awaitDrain++;
          }
          src.pause();
        }
      }
      function onerror(er) {
        debug2("onerror", er);
        unpipe();
        dest.removeListener("error", onerror);
        if (EElistenerCount(dest, "error") === 0) errorOrDestroy(dest, er);
      }
      prependListener(dest, "error", onerror);
      function onclose() {
        dest.removeListener("finish", onfinish);
        unpipe();
      }
      dest.once("close", onclose);
      function onfinish() {
        debug2("onfinish");
        dest.removeListener("close", onclose);
        unpipe();
      }
      dest.once("finish", onfinish);
      function unpipe() {
        debug2("unpipe");
        src.unpipe(dest);
      }
      dest.emit("pipe", src);
      if (!state.flowing) {
        debug2("pipe resume");
        src.resume();
      }
      return dest;
    };
    function pipeOnDrain(src) {
      return function pipeOnDrainFunctionResult() {
        var state = src._readableState;
        debug2("pipeOnDrain", state.awaitDrain);
        if (state.awaitDrain) state.awaitDrain--;
        if (state.awaitDrain === 0 && EElistenerCount(src, "data")) {
          state.flowing = true;
          flow(src);
        }
      };
    }
    Readable.prototype.unpipe = function(dest) {
      var state = this._readableState;
      var unpipeInfo = {
        hasUnpiped: false
      };
      if (state.pipesCount === 0) return this;
      if (state.pipesCount === 1) {
        if (dest && dest !== state.pipes) return this;
        if (!dest) dest = state.pipes;
        state.pipes = null;
        state.pipesCount = 0;
        state.flowing = false;
        if (dest) dest.emit("unpipe", this, unpipeInfo);
        return this;
      }
      if (!dest) {
        var dests = state.pipes;
        var len = state.pipesCount;
        state.pipes = null;
        state.pipesCount = 0;
        state.flowing = false;
        for (var i = 0; i < len; i++) dests[i].emit("unpipe", this, {
          hasUnpiped: false
        });
        return this;
      }
      var index = indexOf(state.pipes, dest);
      if (index === -1) return this;
      state.pipes.splice(index, 1);
      state.pipesCount -= 1;
      if (state.pipesCount === 1) state.pipes = state.pipes[0];
      dest.emit("unpipe", this, unpipeInfo);
      return this;
    };
    Readable.prototype.on = function(ev, fn) {
      var res = Stream.prototype.on.call(this, ev, fn);
      var state = this._readableState;
      if (ev === "data") {
        state.readableListening = this.listenerCount("readable") > 0;
        if (state.flowing !== false) this.resume();
      } else if (ev === "readable") {
        if (!state.endEmitted && !state.readableListening) {
          state.readableListening = state.needReadable = true;
          state.flowing = false;
          state.emittedReadable = false;
          debug2("on readable", state.length, state.reading);
          if (state.length) {
            emitReadable(this);
          } else if (!state.reading) {
            process.nextTick(nReadingNextTick, this);
          }
        }
      }
      return res;
    };
    Readable.prototype.addListener = Readable.prototype.on;
    Readable.prototype.removeListener = function(ev, fn) {
      var res = Stream.prototype.removeListener.call(this, ev, fn);
      if (ev === "readable") {
        process.nextTick(updateReadableListening, this);
      }
      return res;
    };
    Readable.prototype.removeAllListeners = function(ev) {
      var res = Stream.prototype.removeAllListeners.apply(this, arguments);
      if (ev === "readable" || ev === void 0) {
        process.nextTick(updateReadableListening, this);
      }
      return res;
    };
    function updateReadableListening(self2) {
      var state = self2._readableState;
      state.readableListening = self2.listenerCount("readable") > 0;
      if (state.resumeScheduled && !state.paused) {
        state.flowing = true;
      } else if (self2.listenerCount("data") > 0) {
        self2.resume();
      }
    }
    function nReadingNextTick(self2) {
      debug2("readable nexttick read 0");
      self2.read(0);
    }
    Readable.prototype.resume = function() {
      var state = this._readableState;
      if (!state.flowing) {
        debug2("resume");
        state.flowing = !state.readableListening;
        resume(this, state);
      }
      state.paused = false;
      return this;
    };
    function resume(stream, state) {
      if (!state.resumeScheduled) {
        state.resumeScheduled = true;
        process.nextTick(resume_, stream, state);
      }
    }
    function resume_(stream, state) {
      debug2("resume", state.reading);
      if (!state.reading) {
        stream.read(0);
      }
      state.resumeScheduled = false;
      stream.emit("resume");
      flow(stream);
      if (state.flowing && !state.reading) stream.read(0);
    }
    Readable.prototype.pause = function() {
      debug2("call pause flowing=%j", this._readableState.flowing);
      if (this._readableState.flowing !== false) {
        debug2("pause");
        this._readableState.flowing = false;
        this.emit("pause");
      }
      this._readableState.paused = true;
      return this;
    };
    function flow(stream) {
      var state = stream._readableState;
      debug2("flow", state.flowing);
      while (state.flowing && stream.read() !== null) ;
    }
    Readable.prototype.wrap = function(stream) {
      var _this = this;
      var state = this._readableState;
      var paused = false;
      stream.on("end", function() {
        debug2("wrapped end");
        if (state.decoder && !state.ended) {
          var chunk = state.decoder.end();
          if (chunk && chunk.length) _this.push(chunk);
        }
        _this.push(null);
      });
      stream.on("data", function(chunk) {
        debug2("wrapped data");
        if (state.decoder) chunk = state.decoder.write(chunk);
        if (state.objectMode && (chunk === null || chunk === void 0)) return;
        else if (!state.objectMode && (!chunk || !chunk.length)) return;
        var ret = _this.push(chunk);
        if (!ret) {
          paused = true;
          stream.pause();
        }
      });
      for (var i in stream) {
        if (this[i] === void 0 && typeof stream[i] === "function") {
          this[i] = /* @__PURE__ */ (function methodWrap(method) {
            return function methodWrapReturnFunction() {
              return stream[method].apply(stream, arguments);
            };
          })(i);
        }
      }
      for (var n = 0; n < kProxyEvents.length; n++) {
        stream.on(kProxyEvents[n], this.emit.bind(this, kProxyEvents[n]));
      }
      this._read = function(n2) {
        debug2("wrapped _read", n2);
        if (paused) {
          paused = false;
          stream.resume();
        }
      };
      return this;
    };
    if (typeof Symbol === "function") {
      Readable.prototype[Symbol.asyncIterator] = function() {
        if (createReadableStreamAsyncIterator === void 0) {
          createReadableStreamAsyncIterator = require_async_iterator();
        }
        return createReadableStreamAsyncIterator(this);
      };
    }
    Object.defineProperty(Readable.prototype, "readableHighWaterMark", {
      // making it explicit this property is not enumerable
      // because otherwise some prototype manipulation in
      // userland will fail
      enumerable: false,
      get: function get() {
        return this._readableState.highWaterMark;
      }
    });
    Object.defineProperty(Readable.prototype, "readableBuffer", {
      // making it explicit this property is not enumerable
      // because otherwise some prototype manipulation in
      // userland will fail
      enumerable: false,
      get: function get() {
        return this._readableState && this._readableState.buffer;
      }
    });
    Object.defineProperty(Readable.prototype, "readableFlowing", {
      // making it explicit this property is not enumerable
      // because otherwise some prototype manipulation in
      // userland will fail
      enumerable: false,
      get: function get() {
        return this._readableState.flowing;
      },
      set: function set(state) {
        if (this._readableState) {
          this._readableState.flowing = state;
        }
      }
    });
    Readable._fromList = fromList;
    Object.defineProperty(Readable.prototype, "readableLength", {
      // making it explicit this property is not enumerable
      // because otherwise some prototype manipulation in
      // userland will fail
      enumerable: false,
      get: function get() {
        return this._readableState.length;
      }
    });
    function fromList(n, state) {
      if (state.length === 0) return null;
      var ret;
      if (state.objectMode) ret = state.buffer.shift();
      else if (!n || n >= state.length) {
        if (state.decoder) ret = state.buffer.join("");
        else if (state.buffer.length === 1) ret = state.buffer.first();
        else ret = state.buffer.concat(state.length);
        state.buffer.clear();
      } else {
        ret = state.buffer.consume(n, state.decoder);
      }
      return ret;
    }
    function endReadable(stream) {
      var state = stream._readableState;
      debug2("endReadable", state.endEmitted);
      if (!state.endEmitted) {
        state.ended = true;
        process.nextTick(endReadableNT, state, stream);
      }
    }
    function endReadableNT(state, stream) {
      debug2("endReadableNT", state.endEmitted, state.length);
      if (!state.endEmitted && state.length === 0) {
        state.endEmitted = true;
        stream.readable = false;
        stream.emit("end");
        if (state.autoDestroy) {
          var wState = stream._writableState;
          if (!wState || wState.autoDestroy && wState.finished) {
            stream.destroy();
          }
        }
      }
    }
    if (typeof Symbol === "function") {
      Readable.from = function(iterable, opts) {
        if (from === void 0) {
          from = require_from();
        }
        return from(Readable, iterable, opts);
      };
    }
    function indexOf(xs, x) {
      for (var i = 0, l = xs.length; i < l; i++) {
        if (xs[i] === x) return i;
      }
      return -1;
    }
  }
});

// node_modules/readable-stream/lib/_stream_transform.js
var require_stream_transform = __commonJS({
  "node_modules/readable-stream/lib/_stream_transform.js"(exports2, module2) {
    "use strict";
    module2.exports = Transform;
    var _require$codes = require_errors().codes;
    var ERR_METHOD_NOT_IMPLEMENTED = _require$codes.ERR_METHOD_NOT_IMPLEMENTED;
    var ERR_MULTIPLE_CALLBACK = _require$codes.ERR_MULTIPLE_CALLBACK;
    var ERR_TRANSFORM_ALREADY_TRANSFORMING = _require$codes.ERR_TRANSFORM_ALREADY_TRANSFORMING;
    var ERR_TRANSFORM_WITH_LENGTH_0 = _require$codes.ERR_TRANSFORM_WITH_LENGTH_0;
    var Duplex = require_stream_duplex();
    require_inherits()(Transform, Duplex);
    function afterTransform(er, data) {
      var ts = this._transformState;
      ts.transforming = false;
      var cb = ts.writecb;
      if (cb === null) {
        return this.emit("error", new ERR_MULTIPLE_CALLBACK());
      }
      ts.writechunk = null;
      ts.writecb = null;
      if (data != null)
        this.push(data);
      cb(er);
      var rs = this._readableState;
      rs.reading = false;
      if (rs.needReadable || rs.length < rs.highWaterMark) {
        this._read(rs.highWaterMark);
      }
    }
    function Transform(options) {
      if (!(this instanceof Transform)) return new Transform(options);
      Duplex.call(this, options);
      this._transformState = {
        afterTransform: afterTransform.bind(this),
        needTransform: false,
        transforming: false,
        writecb: null,
        writechunk: null,
        writeencoding: null
      };
      this._readableState.needReadable = true;
      this._readableState.sync = false;
      if (options) {
        if (typeof options.transform === "function") this._transform = options.transform;
        if (typeof options.flush === "function") this._flush = options.flush;
      }
      this.on("prefinish", prefinish);
    }
    function prefinish() {
      var _this = this;
      if (typeof this._flush === "function" && !this._readableState.destroyed) {
        this._flush(function(er, data) {
          done(_this, er, data);
        });
      } else {
        done(this, null, null);
      }
    }
    Transform.prototype.push = function(chunk, encoding) {
      this._transformState.needTransform = false;
      return Duplex.prototype.push.call(this, chunk, encoding);
    };
    Transform.prototype._transform = function(chunk, encoding, cb) {
      cb(new ERR_METHOD_NOT_IMPLEMENTED("_transform()"));
    };
    Transform.prototype._write = function(chunk, encoding, cb) {
      var ts = this._transformState;
      ts.writecb = cb;
      ts.writechunk = chunk;
      ts.writeencoding = encoding;
      if (!ts.transforming) {
        var rs = this._readableState;
        if (ts.needTransform || rs.needReadable || rs.length < rs.highWaterMark) this._read(rs.highWaterMark);
      }
    };
    Transform.prototype._read = function(n) {
      var ts = this._transformState;
      if (ts.writechunk !== null && !ts.transforming) {
        ts.transforming = true;
        this._transform(ts.writechunk, ts.writeencoding, ts.afterTransform);
      } else {
        ts.needTransform = true;
      }
    };
    Transform.prototype._destroy = function(err, cb) {
      Duplex.prototype._destroy.call(this, err, function(err2) {
        cb(err2);
      });
    };
    function done(stream, er, data) {
      if (er) return stream.emit("error", er);
      if (data != null)
        stream.push(data);
      if (stream._writableState.length) throw new ERR_TRANSFORM_WITH_LENGTH_0();
      if (stream._transformState.transforming) throw new ERR_TRANSFORM_ALREADY_TRANSFORMING();
      return stream.push(null);
    }
  }
});

// node_modules/readable-stream/lib/_stream_passthrough.js
var require_stream_passthrough = __commonJS({
  "node_modules/readable-stream/lib/_stream_passthrough.js"(exports2, module2) {
    "use strict";
    module2.exports = PassThrough2;
    var Transform = require_stream_transform();
    require_inherits()(PassThrough2, Transform);
    function PassThrough2(options) {
      if (!(this instanceof PassThrough2)) return new PassThrough2(options);
      Transform.call(this, options);
    }
    PassThrough2.prototype._transform = function(chunk, encoding, cb) {
      cb(null, chunk);
    };
  }
});

// node_modules/readable-stream/lib/internal/streams/pipeline.js
var require_pipeline = __commonJS({
  "node_modules/readable-stream/lib/internal/streams/pipeline.js"(exports2, module2) {
    "use strict";
    var eos;
    function once(callback) {
      var called = false;
      return function() {
        if (called) return;
        called = true;
        callback.apply(void 0, arguments);
      };
    }
    var _require$codes = require_errors().codes;
    var ERR_MISSING_ARGS = _require$codes.ERR_MISSING_ARGS;
    var ERR_STREAM_DESTROYED = _require$codes.ERR_STREAM_DESTROYED;
    function noop(err) {
      if (err) throw err;
    }
    function isRequest(stream) {
      return stream.setHeader && typeof stream.abort === "function";
    }
    function destroyer(stream, reading, writing, callback) {
      callback = once(callback);
      var closed = false;
      stream.on("close", function() {
        closed = true;
      });
      if (eos === void 0) eos = require_end_of_stream();
      eos(stream, {
        readable: reading,
        writable: writing
      }, function(err) {
        if (err) return callback(err);
        closed = true;
        callback();
      });
      var destroyed = false;
      return function(err) {
        if (closed) return;
        if (destroyed) return;
        destroyed = true;
        if (isRequest(stream)) return stream.abort();
        if (typeof stream.destroy === "function") return stream.destroy();
        callback(err || new ERR_STREAM_DESTROYED("pipe"));
      };
    }
    function call(fn) {
      fn();
    }
    function pipe2(from, to) {
      return from.pipe(to);
    }
    function popCallback(streams) {
      if (!streams.length) return noop;
      if (typeof streams[streams.length - 1] !== "function") return noop;
      return streams.pop();
    }
    function pipeline3() {
      for (var _len = arguments.length, streams = new Array(_len), _key = 0; _key < _len; _key++) {
        streams[_key] = arguments[_key];
      }
      var callback = popCallback(streams);
      if (Array.isArray(streams[0])) streams = streams[0];
      if (streams.length < 2) {
        throw new ERR_MISSING_ARGS("streams");
      }
      var error2;
      var destroys = streams.map(function(stream, i) {
        var reading = i < streams.length - 1;
        var writing = i > 0;
        return destroyer(stream, reading, writing, function(err) {
          if (!error2) error2 = err;
          if (err) destroys.forEach(call);
          if (reading) return;
          destroys.forEach(call);
          callback(error2);
        });
      });
      return streams.reduce(pipe2);
    }
    module2.exports = pipeline3;
  }
});

// node_modules/readable-stream/readable.js
var require_readable = __commonJS({
  "node_modules/readable-stream/readable.js"(exports2, module2) {
    var Stream = require("stream");
    if (process.env.READABLE_STREAM === "disable" && Stream) {
      module2.exports = Stream.Readable;
      Object.assign(module2.exports, Stream);
      module2.exports.Stream = Stream;
    } else {
      exports2 = module2.exports = require_stream_readable();
      exports2.Stream = Stream || exports2;
      exports2.Readable = exports2;
      exports2.Writable = require_stream_writable();
      exports2.Duplex = require_stream_duplex();
      exports2.Transform = require_stream_transform();
      exports2.PassThrough = require_stream_passthrough();
      exports2.finished = require_end_of_stream();
      exports2.pipeline = require_pipeline();
    }
  }
});

// node_modules/docker-modem/lib/http_duplex.js
var require_http_duplex = __commonJS({
  "node_modules/docker-modem/lib/http_duplex.js"(exports2, module2) {
    module2.exports = HttpDuplex;
    var util = require("util");
    var stream = require_readable();
    util.inherits(HttpDuplex, stream.Duplex);
    function HttpDuplex(req, res, options) {
      var self2 = this;
      if (!(self2 instanceof HttpDuplex)) return new HttpDuplex(req, res, options);
      stream.Duplex.call(self2, options);
      self2._output = null;
      self2.connect(req, res);
    }
    HttpDuplex.prototype.connect = function(req, res) {
      var self2 = this;
      self2.req = req;
      self2._output = res;
      self2.emit("response", res);
      res.on("data", function(c) {
        if (!self2.push(c)) self2._output.pause();
      });
      res.on("end", function() {
        self2.push(null);
      });
    };
    HttpDuplex.prototype._read = function(n) {
      if (this._output) this._output.resume();
    };
    HttpDuplex.prototype._write = function(chunk, encoding, cb) {
      this.req.write(chunk, encoding);
      cb();
    };
    HttpDuplex.prototype.end = function(chunk, encoding, cb) {
      this._output.socket.destroySoon();
      return this.req.end(chunk, encoding, cb);
    };
    HttpDuplex.prototype.destroy = function() {
      this.req.destroy();
      this._output.socket.destroy();
    };
    HttpDuplex.prototype.destroySoon = function() {
      this.req.destroy();
      this._output.socket.destroy();
    };
  }
});

// node_modules/ms/index.js
var require_ms = __commonJS({
  "node_modules/ms/index.js"(exports2, module2) {
    var s = 1e3;
    var m = s * 60;
    var h = m * 60;
    var d = h * 24;
    var w = d * 7;
    var y = d * 365.25;
    module2.exports = function(val, options) {
      options = options || {};
      var type = typeof val;
      if (type === "string" && val.length > 0) {
        return parse2(val);
      } else if (type === "number" && isFinite(val)) {
        return options.long ? fmtLong(val) : fmtShort(val);
      }
      throw new Error(
        "val is not a non-empty string or a valid number. val=" + JSON.stringify(val)
      );
    };
    function parse2(str) {
      str = String(str);
      if (str.length > 100) {
        return;
      }
      var match = /^(-?(?:\d+)?\.?\d+) *(milliseconds?|msecs?|ms|seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h|days?|d|weeks?|w|years?|yrs?|y)?$/i.exec(
        str
      );
      if (!match) {
        return;
      }
      var n = parseFloat(match[1]);
      var type = (match[2] || "ms").toLowerCase();
      switch (type) {
        case "years":
        case "year":
        case "yrs":
        case "yr":
        case "y":
          return n * y;
        case "weeks":
        case "week":
        case "w":
          return n * w;
        case "days":
        case "day":
        case "d":
          return n * d;
        case "hours":
        case "hour":
        case "hrs":
        case "hr":
        case "h":
          return n * h;
        case "minutes":
        case "minute":
        case "mins":
        case "min":
        case "m":
          return n * m;
        case "seconds":
        case "second":
        case "secs":
        case "sec":
        case "s":
          return n * s;
        case "milliseconds":
        case "millisecond":
        case "msecs":
        case "msec":
        case "ms":
          return n;
        default:
          return void 0;
      }
    }
    function fmtShort(ms) {
      var msAbs = Math.abs(ms);
      if (msAbs >= d) {
        return Math.round(ms / d) + "d";
      }
      if (msAbs >= h) {
        return Math.round(ms / h) + "h";
      }
      if (msAbs >= m) {
        return Math.round(ms / m) + "m";
      }
      if (msAbs >= s) {
        return Math.round(ms / s) + "s";
      }
      return ms + "ms";
    }
    function fmtLong(ms) {
      var msAbs = Math.abs(ms);
      if (msAbs >= d) {
        return plural(ms, msAbs, d, "day");
      }
      if (msAbs >= h) {
        return plural(ms, msAbs, h, "hour");
      }
      if (msAbs >= m) {
        return plural(ms, msAbs, m, "minute");
      }
      if (msAbs >= s) {
        return plural(ms, msAbs, s, "second");
      }
      return ms + " ms";
    }
    function plural(ms, msAbs, n, name) {
      var isPlural = msAbs >= n * 1.5;
      return Math.round(ms / n) + " " + name + (isPlural ? "s" : "");
    }
  }
});

// node_modules/debug/src/common.js
var require_common = __commonJS({
  "node_modules/debug/src/common.js"(exports2, module2) {
    function setup(env) {
      createDebug.debug = createDebug;
      createDebug.default = createDebug;
      createDebug.coerce = coerce;
      createDebug.disable = disable;
      createDebug.enable = enable;
      createDebug.enabled = enabled;
      createDebug.humanize = require_ms();
      createDebug.destroy = destroy;
      Object.keys(env).forEach((key2) => {
        createDebug[key2] = env[key2];
      });
      createDebug.names = [];
      createDebug.skips = [];
      createDebug.formatters = {};
      function selectColor(namespace) {
        let hash = 0;
        for (let i = 0; i < namespace.length; i++) {
          hash = (hash << 5) - hash + namespace.charCodeAt(i);
          hash |= 0;
        }
        return createDebug.colors[Math.abs(hash) % createDebug.colors.length];
      }
      createDebug.selectColor = selectColor;
      function createDebug(namespace) {
        let prevTime;
        let enableOverride = null;
        let namespacesCache;
        let enabledCache;
        function debug2(...args) {
          if (!debug2.enabled) {
            return;
          }
          const self2 = debug2;
          const curr = Number(/* @__PURE__ */ new Date());
          const ms = curr - (prevTime || curr);
          self2.diff = ms;
          self2.prev = prevTime;
          self2.curr = curr;
          prevTime = curr;
          args[0] = createDebug.coerce(args[0]);
          if (typeof args[0] !== "string") {
            args.unshift("%O");
          }
          let index = 0;
          args[0] = args[0].replace(/%([a-zA-Z%])/g, (match, format) => {
            if (match === "%%") {
              return "%";
            }
            index++;
            const formatter = createDebug.formatters[format];
            if (typeof formatter === "function") {
              const val = args[index];
              match = formatter.call(self2, val);
              args.splice(index, 1);
              index--;
            }
            return match;
          });
          createDebug.formatArgs.call(self2, args);
          const logFn = self2.log || createDebug.log;
          logFn.apply(self2, args);
        }
        debug2.namespace = namespace;
        debug2.useColors = createDebug.useColors();
        debug2.color = createDebug.selectColor(namespace);
        debug2.extend = extend;
        debug2.destroy = createDebug.destroy;
        Object.defineProperty(debug2, "enabled", {
          enumerable: true,
          configurable: false,
          get: () => {
            if (enableOverride !== null) {
              return enableOverride;
            }
            if (namespacesCache !== createDebug.namespaces) {
              namespacesCache = createDebug.namespaces;
              enabledCache = createDebug.enabled(namespace);
            }
            return enabledCache;
          },
          set: (v) => {
            enableOverride = v;
          }
        });
        if (typeof createDebug.init === "function") {
          createDebug.init(debug2);
        }
        return debug2;
      }
      function extend(namespace, delimiter2) {
        const newDebug = createDebug(this.namespace + (typeof delimiter2 === "undefined" ? ":" : delimiter2) + namespace);
        newDebug.log = this.log;
        return newDebug;
      }
      function enable(namespaces) {
        createDebug.save(namespaces);
        createDebug.namespaces = namespaces;
        createDebug.names = [];
        createDebug.skips = [];
        const split2 = (typeof namespaces === "string" ? namespaces : "").trim().replace(/\s+/g, ",").split(",").filter(Boolean);
        for (const ns of split2) {
          if (ns[0] === "-") {
            createDebug.skips.push(ns.slice(1));
          } else {
            createDebug.names.push(ns);
          }
        }
      }
      function matchesTemplate(search2, template) {
        let searchIndex = 0;
        let templateIndex = 0;
        let starIndex = -1;
        let matchIndex = 0;
        while (searchIndex < search2.length) {
          if (templateIndex < template.length && (template[templateIndex] === search2[searchIndex] || template[templateIndex] === "*")) {
            if (template[templateIndex] === "*") {
              starIndex = templateIndex;
              matchIndex = searchIndex;
              templateIndex++;
            } else {
              searchIndex++;
              templateIndex++;
            }
          } else if (starIndex !== -1) {
            templateIndex = starIndex + 1;
            matchIndex++;
            searchIndex = matchIndex;
          } else {
            return false;
          }
        }
        while (templateIndex < template.length && template[templateIndex] === "*") {
          templateIndex++;
        }
        return templateIndex === template.length;
      }
      function disable() {
        const namespaces = [
          ...createDebug.names,
          ...createDebug.skips.map((namespace) => "-" + namespace)
        ].join(",");
        createDebug.enable("");
        return namespaces;
      }
      function enabled(name) {
        for (const skip of createDebug.skips) {
          if (matchesTemplate(name, skip)) {
            return false;
          }
        }
        for (const ns of createDebug.names) {
          if (matchesTemplate(name, ns)) {
            return true;
          }
        }
        return false;
      }
      function coerce(val) {
        if (val instanceof Error) {
          return val.stack || val.message;
        }
        return val;
      }
      function destroy() {
        console.warn("Instance method `debug.destroy()` is deprecated and no longer does anything. It will be removed in the next major version of `debug`.");
      }
      createDebug.enable(createDebug.load());
      return createDebug;
    }
    module2.exports = setup;
  }
});

// node_modules/debug/src/browser.js
var require_browser = __commonJS({
  "node_modules/debug/src/browser.js"(exports2, module2) {
    exports2.formatArgs = formatArgs;
    exports2.save = save;
    exports2.load = load;
    exports2.useColors = useColors;
    exports2.storage = localstorage();
    exports2.destroy = /* @__PURE__ */ (() => {
      let warned = false;
      return () => {
        if (!warned) {
          warned = true;
          console.warn("Instance method `debug.destroy()` is deprecated and no longer does anything. It will be removed in the next major version of `debug`.");
        }
      };
    })();
    exports2.colors = [
      "#0000CC",
      "#0000FF",
      "#0033CC",
      "#0033FF",
      "#0066CC",
      "#0066FF",
      "#0099CC",
      "#0099FF",
      "#00CC00",
      "#00CC33",
      "#00CC66",
      "#00CC99",
      "#00CCCC",
      "#00CCFF",
      "#3300CC",
      "#3300FF",
      "#3333CC",
      "#3333FF",
      "#3366CC",
      "#3366FF",
      "#3399CC",
      "#3399FF",
      "#33CC00",
      "#33CC33",
      "#33CC66",
      "#33CC99",
      "#33CCCC",
      "#33CCFF",
      "#6600CC",
      "#6600FF",
      "#6633CC",
      "#6633FF",
      "#66CC00",
      "#66CC33",
      "#9900CC",
      "#9900FF",
      "#9933CC",
      "#9933FF",
      "#99CC00",
      "#99CC33",
      "#CC0000",
      "#CC0033",
      "#CC0066",
      "#CC0099",
      "#CC00CC",
      "#CC00FF",
      "#CC3300",
      "#CC3333",
      "#CC3366",
      "#CC3399",
      "#CC33CC",
      "#CC33FF",
      "#CC6600",
      "#CC6633",
      "#CC9900",
      "#CC9933",
      "#CCCC00",
      "#CCCC33",
      "#FF0000",
      "#FF0033",
      "#FF0066",
      "#FF0099",
      "#FF00CC",
      "#FF00FF",
      "#FF3300",
      "#FF3333",
      "#FF3366",
      "#FF3399",
      "#FF33CC",
      "#FF33FF",
      "#FF6600",
      "#FF6633",
      "#FF9900",
      "#FF9933",
      "#FFCC00",
      "#FFCC33"
    ];
    function useColors() {
      if (typeof window !== "undefined" && window.process && (window.process.type === "renderer" || window.process.__nwjs)) {
        return true;
      }
      if (typeof navigator !== "undefined" && navigator.userAgent && navigator.userAgent.toLowerCase().match(/(edge|trident)\/(\d+)/)) {
        return false;
      }
      let m;
      return typeof document !== "undefined" && document.documentElement && document.documentElement.style && document.documentElement.style.WebkitAppearance || // Is firebug? http://stackoverflow.com/a/398120/376773
      typeof window !== "undefined" && window.console && (window.console.firebug || window.console.exception && window.console.table) || // Is firefox >= v31?
      // https://developer.mozilla.org/en-US/docs/Tools/Web_Console#Styling_messages
      typeof navigator !== "undefined" && navigator.userAgent && (m = navigator.userAgent.toLowerCase().match(/firefox\/(\d+)/)) && parseInt(m[1], 10) >= 31 || // Double check webkit in userAgent just in case we are in a worker
      typeof navigator !== "undefined" && navigator.userAgent && navigator.userAgent.toLowerCase().match(/applewebkit\/(\d+)/);
    }
    function formatArgs(args) {
      args[0] = (this.useColors ? "%c" : "") + this.namespace + (this.useColors ? " %c" : " ") + args[0] + (this.useColors ? "%c " : " ") + "+" + module2.exports.humanize(this.diff);
      if (!this.useColors) {
        return;
      }
      const c = "color: " + this.color;
      args.splice(1, 0, c, "color: inherit");
      let index = 0;
      let lastC = 0;
      args[0].replace(/%[a-zA-Z%]/g, (match) => {
        if (match === "%%") {
          return;
        }
        index++;
        if (match === "%c") {
          lastC = index;
        }
      });
      args.splice(lastC, 0, c);
    }
    exports2.log = console.debug || console.log || (() => {
    });
    function save(namespaces) {
      try {
        if (namespaces) {
          exports2.storage.setItem("debug", namespaces);
        } else {
          exports2.storage.removeItem("debug");
        }
      } catch (error2) {
      }
    }
    function load() {
      let r;
      try {
        r = exports2.storage.getItem("debug") || exports2.storage.getItem("DEBUG");
      } catch (error2) {
      }
      if (!r && typeof process !== "undefined" && "env" in process) {
        r = process.env.DEBUG;
      }
      return r;
    }
    function localstorage() {
      try {
        return localStorage;
      } catch (error2) {
      }
    }
    module2.exports = require_common()(exports2);
    var { formatters } = module2.exports;
    formatters.j = function(v) {
      try {
        return JSON.stringify(v);
      } catch (error2) {
        return "[UnexpectedJSONParseError]: " + error2.message;
      }
    };
  }
});

// node_modules/debug/src/node.js
var require_node2 = __commonJS({
  "node_modules/debug/src/node.js"(exports2, module2) {
    var tty = require("tty");
    var util = require("util");
    exports2.init = init;
    exports2.log = log;
    exports2.formatArgs = formatArgs;
    exports2.save = save;
    exports2.load = load;
    exports2.useColors = useColors;
    exports2.destroy = util.deprecate(
      () => {
      },
      "Instance method `debug.destroy()` is deprecated and no longer does anything. It will be removed in the next major version of `debug`."
    );
    exports2.colors = [6, 2, 3, 4, 5, 1];
    try {
      const supportsColor = require("supports-color");
      if (supportsColor && (supportsColor.stderr || supportsColor).level >= 2) {
        exports2.colors = [
          20,
          21,
          26,
          27,
          32,
          33,
          38,
          39,
          40,
          41,
          42,
          43,
          44,
          45,
          56,
          57,
          62,
          63,
          68,
          69,
          74,
          75,
          76,
          77,
          78,
          79,
          80,
          81,
          92,
          93,
          98,
          99,
          112,
          113,
          128,
          129,
          134,
          135,
          148,
          149,
          160,
          161,
          162,
          163,
          164,
          165,
          166,
          167,
          168,
          169,
          170,
          171,
          172,
          173,
          178,
          179,
          184,
          185,
          196,
          197,
          198,
          199,
          200,
          201,
          202,
          203,
          204,
          205,
          206,
          207,
          208,
          209,
          214,
          215,
          220,
          221
        ];
      }
    } catch (error2) {
    }
    exports2.inspectOpts = Object.keys(process.env).filter((key2) => {
      return /^debug_/i.test(key2);
    }).reduce((obj, key2) => {
      const prop = key2.substring(6).toLowerCase().replace(/_([a-z])/g, (_, k) => {
        return k.toUpperCase();
      });
      let val = process.env[key2];
      if (/^(yes|on|true|enabled)$/i.test(val)) {
        val = true;
      } else if (/^(no|off|false|disabled)$/i.test(val)) {
        val = false;
      } else if (val === "null") {
        val = null;
      } else {
        val = Number(val);
      }
      obj[prop] = val;
      return obj;
    }, {});
    function useColors() {
      return "colors" in exports2.inspectOpts ? Boolean(exports2.inspectOpts.colors) : tty.isatty(process.stderr.fd);
    }
    function formatArgs(args) {
      const { namespace: name, useColors: useColors2 } = this;
      if (useColors2) {
        const c = this.color;
        const colorCode = "\x1B[3" + (c < 8 ? c : "8;5;" + c);
        const prefix = `  ${colorCode};1m${name} \x1B[0m`;
        args[0] = prefix + args[0].split("\n").join("\n" + prefix);
        args.push(colorCode + "m+" + module2.exports.humanize(this.diff) + "\x1B[0m");
      } else {
        args[0] = getDate() + name + " " + args[0];
      }
    }
    function getDate() {
      if (exports2.inspectOpts.hideDate) {
        return "";
      }
      return (/* @__PURE__ */ new Date()).toISOString() + " ";
    }
    function log(...args) {
      return process.stderr.write(util.formatWithOptions(exports2.inspectOpts, ...args) + "\n");
    }
    function save(namespaces) {
      if (namespaces) {
        process.env.DEBUG = namespaces;
      } else {
        delete process.env.DEBUG;
      }
    }
    function load() {
      return process.env.DEBUG;
    }
    function init(debug2) {
      debug2.inspectOpts = {};
      const keys = Object.keys(exports2.inspectOpts);
      for (let i = 0; i < keys.length; i++) {
        debug2.inspectOpts[keys[i]] = exports2.inspectOpts[keys[i]];
      }
    }
    module2.exports = require_common()(exports2);
    var { formatters } = module2.exports;
    formatters.o = function(v) {
      this.inspectOpts.colors = this.useColors;
      return util.inspect(v, this.inspectOpts).split("\n").map((str) => str.trim()).join(" ");
    };
    formatters.O = function(v) {
      this.inspectOpts.colors = this.useColors;
      return util.inspect(v, this.inspectOpts);
    };
  }
});

// node_modules/debug/src/index.js
var require_src = __commonJS({
  "node_modules/debug/src/index.js"(exports2, module2) {
    if (typeof process === "undefined" || process.type === "renderer" || process.browser === true || process.__nwjs) {
      module2.exports = require_browser();
    } else {
      module2.exports = require_node2();
    }
  }
});

// node_modules/split-ca/index.js
var require_split_ca = __commonJS({
  "node_modules/split-ca/index.js"(exports2, module2) {
    var fs3 = require("fs");
    module2.exports = function(filepath, split2, encoding) {
      split2 = typeof split2 !== "undefined" ? split2 : "\n";
      encoding = typeof encoding !== "undefined" ? encoding : "utf8";
      var ca = [];
      var chain = fs3.readFileSync(filepath, encoding);
      if (chain.indexOf("-END CERTIFICATE-") < 0 || chain.indexOf("-BEGIN CERTIFICATE-") < 0) {
        throw Error("File does not contain 'BEGIN CERTIFICATE' or 'END CERTIFICATE'");
      }
      chain = chain.split(split2);
      var cert = [];
      var _i, _len;
      for (_i = 0, _len = chain.length; _i < _len; _i++) {
        var line3 = chain[_i];
        if (!(line3.length !== 0)) {
          continue;
        }
        cert.push(line3);
        if (line3.match(/-END CERTIFICATE-/)) {
          ca.push(cert.join(split2));
          cert = [];
        }
      }
      return ca;
    };
  }
});

// node_modules/docker-modem/lib/modem.js
var require_modem = __commonJS({
  "node_modules/docker-modem/lib/modem.js"(exports2, module2) {
    var querystring = require("querystring");
    var http = require_http();
    var fs3 = require("fs");
    var path5 = require("path");
    var url = require("url");
    var ssh = require_ssh();
    var HttpDuplex = require_http_duplex();
    var debug2 = require_src()("modem");
    var utils = require_utils();
    var util = require("util");
    var splitca = require_split_ca();
    var os6 = require("os");
    var isWin = os6.type() === "Windows_NT";
    var stream = require("stream");
    var defaultOpts = function() {
      var host;
      var opts = {};
      if (!process.env.DOCKER_HOST) {
        opts.socketPath = isWin ? "//./pipe/docker_engine" : findDefaultUnixSocket;
      } else if (process.env.DOCKER_HOST.indexOf("unix://") === 0) {
        opts.socketPath = process.env.DOCKER_HOST.substring(7) || findDefaultUnixSocket;
      } else if (process.env.DOCKER_HOST.indexOf("npipe://") === 0) {
        opts.socketPath = process.env.DOCKER_HOST.substring(8) || "//./pipe/docker_engine";
      } else {
        var hostStr = process.env.DOCKER_HOST;
        if (hostStr.indexOf("//") < 0) {
          hostStr = "tcp://" + hostStr;
        }
        try {
          host = new url.URL(hostStr);
        } catch (err) {
          throw new Error("DOCKER_HOST env variable should be something like tcp://localhost:1234");
        }
        opts.port = host.port;
        if (process.env.DOCKER_TLS_VERIFY === "1" || opts.port === "2376") {
          opts.protocol = "https";
        } else if (host.protocol === "ssh:") {
          opts.protocol = "ssh";
          opts.username = host.username;
          opts.sshOptions = {
            agent: process.env.SSH_AUTH_SOCK
          };
        } else {
          opts.protocol = "http";
        }
        if (process.env.DOCKER_PATH_PREFIX) {
          opts.pathPrefix = process.env.DOCKER_PATH_PREFIX;
        } else {
          opts.pathPrefix = "/";
        }
        opts.host = host.hostname;
        if (process.env.DOCKER_CERT_PATH) {
          opts.ca = splitca(path5.join(process.env.DOCKER_CERT_PATH, "ca.pem"));
          opts.cert = fs3.readFileSync(path5.join(process.env.DOCKER_CERT_PATH, "cert.pem"));
          opts.key = fs3.readFileSync(path5.join(process.env.DOCKER_CERT_PATH, "key.pem"));
        }
        if (process.env.DOCKER_CLIENT_TIMEOUT) {
          opts.timeout = parseInt(process.env.DOCKER_CLIENT_TIMEOUT, 10);
        }
      }
      return opts;
    };
    var findDefaultUnixSocket = function() {
      return new Promise(function(resolve20) {
        var userDockerSocket = path5.join(os6.homedir(), ".docker", "run", "docker.sock");
        fs3.access(userDockerSocket, function(err) {
          if (err) resolve20("/var/run/docker.sock");
          else resolve20(userDockerSocket);
        });
      });
    };
    var Modem = function(options) {
      var optDefaults = defaultOpts();
      var opts = Object.assign({}, optDefaults, options);
      this.host = opts.host;
      if (!this.host) {
        this.socketPath = opts.socketPath;
      }
      this.port = opts.port;
      this.pathPrefix = opts.pathPrefix;
      this.username = opts.username;
      this.password = opts.password;
      this.version = opts.version;
      this.key = opts.key;
      this.cert = opts.cert;
      this.ca = opts.ca;
      this.timeout = opts.timeout;
      this.connectionTimeout = opts.connectionTimeout;
      this.checkServerIdentity = opts.checkServerIdentity;
      this.agent = opts.agent;
      this.headers = opts.headers || {};
      this.sshOptions = Object.assign({}, options ? options.sshOptions : {}, optDefaults.sshOptions);
      if (this.sshOptions.agentForward === void 0) {
        this.sshOptions.agentForward = opts.agentForward;
      }
      if (this.key && this.cert && this.ca) {
        this.protocol = "https";
      }
      this.protocol = opts.protocol || this.protocol || "http";
    };
    Modem.prototype.dial = function(options, callback) {
      var opts, address, data;
      if (options.options) {
        opts = options.options;
      }
      if (opts && opts.authconfig) {
        delete opts.authconfig;
      }
      if (opts && opts.abortSignal) {
        delete opts.abortSignal;
      }
      if (this.version) {
        options.path = "/" + this.version + options.path;
      }
      if (this.host) {
        var parsed5 = url.parse(this.host);
        address = url.format({
          protocol: parsed5.protocol || this.protocol,
          hostname: parsed5.hostname || this.host,
          port: this.port,
          pathname: parsed5.pathname || this.pathPrefix
        });
        address = url.resolve(address, options.path);
      } else {
        address = options.path;
      }
      if (options.path.indexOf("?") !== -1) {
        if (opts && Object.keys(opts).length > 0) {
          address += this.buildQuerystring(opts._query || opts);
        } else {
          address = address.substring(0, address.length - 1);
        }
      }
      var optionsf = {
        path: address,
        method: options.method,
        headers: options.headers || Object.assign({}, this.headers),
        key: this.key,
        cert: this.cert,
        ca: this.ca
      };
      if (this.checkServerIdentity) {
        optionsf.checkServerIdentity = this.checkServerIdentity;
      }
      if (this.agent) {
        optionsf.agent = this.agent;
      }
      if (options.authconfig) {
        optionsf.headers["X-Registry-Auth"] = options.authconfig.key || options.authconfig.base64 || Buffer.from(JSON.stringify(options.authconfig)).toString("base64").replace(/\+/g, "-").replace(/\//g, "_");
      }
      if (options.registryconfig) {
        optionsf.headers["X-Registry-Config"] = options.registryconfig.base64 || Buffer.from(JSON.stringify(options.registryconfig)).toString("base64");
      }
      if (options.abortSignal) {
        optionsf.signal = options.abortSignal;
      }
      if (options.file) {
        if (typeof options.file === "string") {
          data = fs3.createReadStream(path5.resolve(options.file));
        } else {
          data = options.file;
        }
        optionsf.headers["Content-Type"] = options?.headers?.["Content-Type"] ?? "application/tar";
      } else if (opts && options.method === "POST") {
        data = JSON.stringify(opts._body || opts);
        if (options.allowEmpty) {
          optionsf.headers["Content-Type"] = options?.headers?.["Content-Type"] ?? "application/json";
        } else {
          if (data !== "{}" && data !== '""') {
            optionsf.headers["Content-Type"] = options?.headers?.["Content-Type"] ?? "application/json";
          } else {
            data = void 0;
          }
        }
      }
      if (typeof data === "string") {
        optionsf.headers["Content-Length"] = Buffer.byteLength(data);
      } else if (Buffer.isBuffer(data) === true) {
        optionsf.headers["Content-Length"] = data.length;
      } else if (optionsf.method === "PUT" || options.hijack || options.openStdin) {
        optionsf.headers["Transfer-Encoding"] = "chunked";
      }
      if (options.hijack) {
        optionsf.headers.Connection = "Upgrade";
        optionsf.headers.Upgrade = optionsf.headers.Upgrade ?? "tcp";
      }
      if (this.socketPath) {
        this.getSocketPath().then((socketPath) => {
          optionsf.socketPath = socketPath;
          this.buildRequest(optionsf, options, data, callback);
        });
      } else {
        var urlp = url.parse(address);
        optionsf.hostname = urlp.hostname;
        optionsf.port = urlp.port;
        optionsf.path = urlp.path;
        this.buildRequest(optionsf, options, data, callback);
      }
    };
    Modem.prototype.getSocketPath = function() {
      if (!this.socketPath) return;
      if (this.socketPathCache) return Promise.resolve(this.socketPathCache);
      var socketPathValue = typeof this.socketPath === "function" ? this.socketPath() : this.socketPath;
      this.socketPathCache = socketPathValue;
      return Promise.resolve(socketPathValue);
    };
    Modem.prototype.buildRequest = function(options, context, data, callback) {
      var self2 = this;
      var connectionTimeoutTimer;
      var finished2 = false;
      var opts = self2.protocol === "ssh" ? Object.assign(options, {
        agent: ssh(Object.assign({}, self2.sshOptions, {
          "host": self2.host,
          "port": self2.port,
          "username": self2.username,
          "password": self2.password
        })),
        protocol: "http:"
      }) : options;
      var req = null;
      try {
        req = http[self2.protocol === "ssh" ? "http" : self2.protocol].request(opts, function() {
        });
      } catch (e) {
        callback(e);
        return;
      }
      debug2("Sending: %s", util.inspect(options, {
        showHidden: true,
        depth: null
      }));
      if (self2.connectionTimeout) {
        connectionTimeoutTimer = setTimeout(function() {
          debug2("Connection Timeout of %s ms exceeded", self2.connectionTimeout);
          req.destroy();
        }, self2.connectionTimeout);
      }
      if (self2.timeout) {
        req.setTimeout(self2.timeout);
        req.on("timeout", function() {
          debug2("Timeout of %s ms exceeded", self2.timeout);
          req.destroy();
        });
      }
      if (context.hijack === true) {
        clearTimeout(connectionTimeoutTimer);
        req.on("upgrade", function(res, sock, head2) {
          if (finished2 === false) {
            finished2 = true;
            if (head2.length > 0) {
              sock.unshift(head2);
            }
            return callback(null, sock);
          }
        });
      }
      req.on("connect", function() {
        clearTimeout(connectionTimeoutTimer);
      });
      req.on("disconnect", function() {
        clearTimeout(connectionTimeoutTimer);
      });
      req.on("response", function(res) {
        clearTimeout(connectionTimeoutTimer);
        if (context.isStream === true) {
          if (finished2 === false) {
            finished2 = true;
            self2.buildPayload(null, context.isStream, context.statusCodes, context.openStdin, req, res, null, callback);
          }
        } else {
          if (options.signal != null) {
            stream.addAbortSignal(options.signal, res);
          }
          var chunks = [];
          res.on("data", function(chunk) {
            chunks.push(chunk);
          });
          res.on("end", function() {
            var buffer = Buffer.concat(chunks);
            var result2 = buffer.toString();
            debug2("Received: %s", result2);
            var json = utils.parseJSON(result2) || buffer;
            if (finished2 === false) {
              finished2 = true;
              self2.buildPayload(null, context.isStream, context.statusCodes, false, req, res, json, callback);
            }
          });
        }
      });
      req.on("error", function(error2) {
        clearTimeout(connectionTimeoutTimer);
        if (finished2 === false) {
          finished2 = true;
          self2.buildPayload(error2, context.isStream, context.statusCodes, false, {}, {}, null, callback);
        }
      });
      if (typeof data === "string" || Buffer.isBuffer(data)) {
        req.write(data);
      } else if (data) {
        data.on("error", function(error2) {
          req.destroy(error2);
        });
        data.pipe(req);
      }
      if (!context.openStdin && (typeof data === "string" || data === void 0 || Buffer.isBuffer(data))) {
        req.end();
      }
    };
    Modem.prototype.buildPayload = function(err, isStream, statusCodes, openStdin, req, res, json, cb) {
      if (err) return cb(err, null);
      if (statusCodes[res.statusCode] !== true) {
        getCause(isStream, res, json, function(err2, cause) {
          if (err2) {
            return cb(err2, null);
          }
          var msg = new Error(
            "(HTTP code " + res.statusCode + ") " + (statusCodes[res.statusCode] || "unexpected") + " - " + (cause.message || cause.error || cause) + " "
          );
          msg.reason = statusCodes[res.statusCode];
          msg.statusCode = res.statusCode;
          msg.json = json;
          cb(msg, null);
        });
      } else {
        if (openStdin) {
          cb(null, new HttpDuplex(req, res));
        } else if (isStream) {
          cb(null, res);
        } else {
          cb(null, json);
        }
      }
      function getCause(isStream2, res2, json2, callback) {
        var chunks = "";
        var done = false;
        if (isStream2) {
          res2.on("data", function(chunk) {
            chunks += chunk;
          });
          res2.on("error", function(err2) {
            handler(err2, null);
          });
          res2.on("end", function() {
            handler(null, utils.parseJSON(chunks) || chunks);
          });
        } else {
          callback(null, json2);
        }
        function handler(err2, data) {
          if (done === false) {
            if (err2) {
              callback(err2);
            } else {
              callback(null, data);
            }
          }
          done = true;
        }
      }
    };
    Modem.prototype.demuxStream = function(streama, stdout, stderr) {
      var pendingStreamType = null;
      var pendingDataLength = null;
      var buffer = Buffer.from("");
      function processData(data) {
        if (data) {
          buffer = Buffer.concat([buffer, data]);
        }
        if (pendingStreamType === null) {
          if (buffer.length >= 8) {
            var header = bufferSlice(8);
            var streamType = header.readUInt8(0);
            var dataLength = header.readUInt32BE(4);
            if (streamType !== 0 && streamType !== 1 && streamType !== 2) {
              var remaining = Buffer.concat([header, buffer]);
              stdout.write(remaining);
              buffer = Buffer.from("");
              pendingStreamType = null;
              pendingDataLength = null;
              streama.removeListener("data", processData);
              streama.on("data", function(chunk) {
                stdout.write(chunk);
              });
              return;
            }
            pendingStreamType = streamType;
            pendingDataLength = dataLength;
            processData();
          }
        } else {
          if (buffer.length >= pendingDataLength) {
            var content = bufferSlice(pendingDataLength);
            if (pendingStreamType === 1) {
              stdout.write(content);
            } else {
              stderr.write(content);
            }
            pendingStreamType = null;
            pendingDataLength = null;
            processData();
          }
        }
      }
      function bufferSlice(end) {
        var out = buffer.subarray(0, end);
        buffer = Buffer.from(buffer.subarray(end, buffer.length));
        return out;
      }
      streama.on("data", processData);
    };
    Modem.prototype.followProgress = function(streama, onFinished, onProgress) {
      var buf = "";
      var output2 = [];
      var finished2 = false;
      streama.on("data", onStreamEvent);
      streama.on("error", onStreamError);
      streama.on("end", onStreamEnd);
      streama.on("close", onStreamEnd);
      function onStreamEvent(data) {
        buf += data.toString();
        pump();
        function pump() {
          var pos;
          while ((pos = buf.indexOf("\n")) >= 0) {
            if (pos == 0) {
              buf = buf.slice(1);
              continue;
            }
            processLine(buf.slice(0, pos));
            buf = buf.slice(pos + 1);
          }
        }
        function processLine(line3) {
          if (line3[line3.length - 1] == "\r") line3 = line3.substr(0, line3.length - 1);
          if (line3.length > 0) {
            var obj = JSON.parse(line3);
            output2.push(obj);
            if (onProgress) {
              onProgress(obj);
            }
          }
        }
      }
      ;
      function onStreamError(err) {
        finished2 = true;
        streama.removeListener("data", onStreamEvent);
        streama.removeListener("error", onStreamError);
        streama.removeListener("end", onStreamEnd);
        streama.removeListener("close", onStreamEnd);
        onFinished(err, output2);
      }
      function onStreamEnd() {
        if (!finished2) onFinished(null, output2);
        finished2 = true;
      }
    };
    Modem.prototype.buildQuerystring = function(opts) {
      var clone = {};
      Object.keys(opts).map(function(key2, i) {
        if (opts[key2] && typeof opts[key2] === "object" && !Array.isArray(opts[key2])) {
          clone[key2] = JSON.stringify(opts[key2]);
        } else {
          clone[key2] = opts[key2];
        }
      });
      return querystring.stringify(clone);
    };
    module2.exports = Modem;
  }
});

// node_modules/@balena/dockerignore/ignore.js
var require_ignore = __commonJS({
  "node_modules/@balena/dockerignore/ignore.js"(exports2, module2) {
    "use strict";
    var path5 = require("path");
    var factory = (options) => new IgnoreBase(options);
    factory.default = factory;
    module2.exports = factory;
    function make_array(subject) {
      return Array.isArray(subject) ? subject : [subject];
    }
    var REGEX_TRAILING_SLASH = /(?<=.)\/$/;
    var REGEX_TRAILING_BACKSLASH = /(?<=.)\\$/;
    var REGEX_TRAILING_PATH_SEP = path5.sep === "\\" ? REGEX_TRAILING_BACKSLASH : REGEX_TRAILING_SLASH;
    var KEY_IGNORE = typeof Symbol !== "undefined" ? /* @__PURE__ */ Symbol.for("dockerignore") : "dockerignore";
    function cleanPath(file) {
      return path5.normalize(file).replace(REGEX_TRAILING_PATH_SEP, "");
    }
    function toSlash(file) {
      if (path5.sep === "/") {
        return file;
      }
      return file.replace(/\\/g, "/");
    }
    function fromSlash(file) {
      if (path5.sep === "/") {
        return file;
      }
      return file.replace(/\//g, path5.sep);
    }
    var IgnoreBase = class {
      constructor({
        // https://github.com/kaelzhang/node-ignore/blob/5.1.4/index.js#L372
        ignorecase = true
      } = {}) {
        this._rules = [];
        this._ignorecase = ignorecase;
        this[KEY_IGNORE] = true;
        this._initCache();
      }
      _initCache() {
        this._cache = {};
      }
      // @param {Array.<string>|string|Ignore} pattern
      add(pattern) {
        this._added = false;
        if (typeof pattern === "string") {
          pattern = pattern.split(/\r?\n/g);
        }
        make_array(pattern).forEach(this._addPattern, this);
        if (this._added) {
          this._initCache();
        }
        return this;
      }
      // legacy
      addPattern(pattern) {
        return this.add(pattern);
      }
      _addPattern(pattern) {
        if (pattern && pattern[KEY_IGNORE]) {
          this._rules = this._rules.concat(pattern._rules);
          this._added = true;
          return;
        }
        if (this._checkPattern(pattern)) {
          const rule = this._createRule(pattern.trim());
          if (rule !== null) {
            this._added = true;
            this._rules.push(rule);
          }
        }
      }
      _checkPattern(pattern) {
        return pattern && typeof pattern === "string" && pattern.indexOf("#") !== 0 && pattern.trim() !== "";
      }
      filter(paths) {
        return make_array(paths).filter((path6) => this._filter(path6));
      }
      createFilter() {
        return (path6) => this._filter(path6);
      }
      ignores(path6) {
        return !this._filter(path6);
      }
      // https://github.com/moby/moby/blob/v19.03.8/builder/dockerignore/dockerignore.go#L41-L53
      // https://github.com/moby/moby/blob/v19.03.8/pkg/fileutils/fileutils.go#L29-L55
      _createRule(pattern) {
        const origin = pattern;
        let negative = false;
        if (pattern[0] === "!") {
          negative = true;
          pattern = pattern.substring(1).trim();
        }
        if (pattern.length > 0) {
          pattern = cleanPath(pattern);
          pattern = toSlash(pattern);
          if (pattern.length > 1 && pattern[0] === "/") {
            pattern = pattern.slice(1);
          }
        }
        if (negative) {
          pattern = "!" + pattern;
        }
        pattern = pattern.trim();
        if (pattern === "") {
          return null;
        }
        pattern = cleanPath(pattern);
        if (pattern[0] === "!") {
          if (pattern.length === 1) {
            return null;
          }
          negative = true;
          pattern = pattern.substring(1);
        } else {
          negative = false;
        }
        return {
          origin,
          pattern,
          // https://github.com/moby/moby/blob/v19.03.8/pkg/fileutils/fileutils.go#L54
          dirs: pattern.split(path5.sep),
          negative
        };
      }
      // @returns `Boolean` true if the `path` is NOT ignored
      _filter(path6) {
        if (!path6) {
          return false;
        }
        if (path6 in this._cache) {
          return this._cache[path6];
        }
        return this._cache[path6] = this._test(path6);
      }
      // @returns {Boolean} true if a file is NOT ignored
      // https://github.com/moby/moby/blob/v19.03.8/pkg/fileutils/fileutils.go#L62
      _test(file) {
        file = fromSlash(file);
        const parentPath = cleanPath(path5.dirname(file));
        const parentPathDirs = parentPath.split(path5.sep);
        let matched = false;
        this._rules.forEach((rule) => {
          let match = this._match(file, rule);
          if (!match && parentPath !== ".") {
            if (rule.dirs.includes("**")) {
              for (let i = rule.dirs.filter((x) => x !== "**").length; i <= parentPathDirs.length; i++) {
                match = match || this._match(parentPathDirs.slice(0, i).join(path5.sep), rule);
              }
            } else if (rule.dirs.length <= parentPathDirs.length) {
              match = this._match(parentPathDirs.slice(0, rule.dirs.length).join(path5.sep), rule);
            }
          }
          if (match) {
            matched = !rule.negative;
          }
        });
        return !matched;
      }
      // @returns {Boolean} true if a file is matched by a rule
      _match(file, rule) {
        return this._compile(rule).regexp.test(file);
      }
      // https://github.com/moby/moby/blob/v19.03.8/pkg/fileutils/fileutils.go#L139
      _compile(rule) {
        if (rule.regexp) {
          return rule;
        }
        let regStr = "^";
        let escapedSlash = path5.sep === "\\" ? "\\\\" : path5.sep;
        for (let i = 0; i < rule.pattern.length; i++) {
          const ch = rule.pattern[i];
          if (ch === "*") {
            if (rule.pattern[i + 1] === "*") {
              i++;
              if (rule.pattern[i + 1] === path5.sep) {
                i++;
              }
              if (rule.pattern[i + 1] === void 0) {
                regStr += ".*";
              } else {
                regStr += `(.*${escapedSlash})?`;
              }
            } else {
              regStr += `[^${escapedSlash}]*`;
            }
          } else if (ch === "?") {
            regStr += `[^${escapedSlash}]`;
          } else if (ch === "." || ch === "$") {
            regStr += `\\${ch}`;
          } else if (ch === "\\") {
            if (path5.sep === "\\") {
              regStr += escapedSlash;
              continue;
            }
            if (rule.pattern[i + 1] !== void 0) {
              regStr += "\\" + rule.pattern[i + 1];
              i++;
            } else {
              regStr += "\\";
            }
          } else {
            regStr += ch;
          }
        }
        regStr += "$";
        rule.regexp = new RegExp(regStr, this._ignorecase ? "i" : "");
        return rule;
      }
    };
  }
});

// node_modules/chownr/chownr.js
var require_chownr = __commonJS({
  "node_modules/chownr/chownr.js"(exports2, module2) {
    "use strict";
    var fs3 = require("fs");
    var path5 = require("path");
    var LCHOWN = fs3.lchown ? "lchown" : "chown";
    var LCHOWNSYNC = fs3.lchownSync ? "lchownSync" : "chownSync";
    var needEISDIRHandled = fs3.lchown && !process.version.match(/v1[1-9]+\./) && !process.version.match(/v10\.[6-9]/);
    var lchownSync = (path6, uid, gid) => {
      try {
        return fs3[LCHOWNSYNC](path6, uid, gid);
      } catch (er) {
        if (er.code !== "ENOENT")
          throw er;
      }
    };
    var chownSync = (path6, uid, gid) => {
      try {
        return fs3.chownSync(path6, uid, gid);
      } catch (er) {
        if (er.code !== "ENOENT")
          throw er;
      }
    };
    var handleEISDIR = needEISDIRHandled ? (path6, uid, gid, cb) => (er) => {
      if (!er || er.code !== "EISDIR")
        cb(er);
      else
        fs3.chown(path6, uid, gid, cb);
    } : (_, __, ___, cb) => cb;
    var handleEISDirSync = needEISDIRHandled ? (path6, uid, gid) => {
      try {
        return lchownSync(path6, uid, gid);
      } catch (er) {
        if (er.code !== "EISDIR")
          throw er;
        chownSync(path6, uid, gid);
      }
    } : (path6, uid, gid) => lchownSync(path6, uid, gid);
    var nodeVersion = process.version;
    var readdir7 = (path6, options, cb) => fs3.readdir(path6, options, cb);
    var readdirSync3 = (path6, options) => fs3.readdirSync(path6, options);
    if (/^v4\./.test(nodeVersion))
      readdir7 = (path6, options, cb) => fs3.readdir(path6, cb);
    var chown = (cpath, uid, gid, cb) => {
      fs3[LCHOWN](cpath, uid, gid, handleEISDIR(cpath, uid, gid, (er) => {
        cb(er && er.code !== "ENOENT" ? er : null);
      }));
    };
    var chownrKid = (p, child2, uid, gid, cb) => {
      if (typeof child2 === "string")
        return fs3.lstat(path5.resolve(p, child2), (er, stats) => {
          if (er)
            return cb(er.code !== "ENOENT" ? er : null);
          stats.name = child2;
          chownrKid(p, stats, uid, gid, cb);
        });
      if (child2.isDirectory()) {
        chownr(path5.resolve(p, child2.name), uid, gid, (er) => {
          if (er)
            return cb(er);
          const cpath = path5.resolve(p, child2.name);
          chown(cpath, uid, gid, cb);
        });
      } else {
        const cpath = path5.resolve(p, child2.name);
        chown(cpath, uid, gid, cb);
      }
    };
    var chownr = (p, uid, gid, cb) => {
      readdir7(p, { withFileTypes: true }, (er, children) => {
        if (er) {
          if (er.code === "ENOENT")
            return cb();
          else if (er.code !== "ENOTDIR" && er.code !== "ENOTSUP")
            return cb(er);
        }
        if (er || !children.length)
          return chown(p, uid, gid, cb);
        let len = children.length;
        let errState = null;
        const then = (er2) => {
          if (errState)
            return;
          if (er2)
            return cb(errState = er2);
          if (--len === 0)
            return chown(p, uid, gid, cb);
        };
        children.forEach((child2) => chownrKid(p, child2, uid, gid, then));
      });
    };
    var chownrKidSync = (p, child2, uid, gid) => {
      if (typeof child2 === "string") {
        try {
          const stats = fs3.lstatSync(path5.resolve(p, child2));
          stats.name = child2;
          child2 = stats;
        } catch (er) {
          if (er.code === "ENOENT")
            return;
          else
            throw er;
        }
      }
      if (child2.isDirectory())
        chownrSync(path5.resolve(p, child2.name), uid, gid);
      handleEISDirSync(path5.resolve(p, child2.name), uid, gid);
    };
    var chownrSync = (p, uid, gid) => {
      let children;
      try {
        children = readdirSync3(p, { withFileTypes: true });
      } catch (er) {
        if (er.code === "ENOENT")
          return;
        else if (er.code === "ENOTDIR" || er.code === "ENOTSUP")
          return handleEISDirSync(p, uid, gid);
        else
          throw er;
      }
      if (children && children.length)
        children.forEach((child2) => chownrKidSync(p, child2, uid, gid));
      return handleEISDirSync(p, uid, gid);
    };
    module2.exports = chownr;
    chownr.sync = chownrSync;
  }
});

// node_modules/bl/BufferList.js
var require_BufferList = __commonJS({
  "node_modules/bl/BufferList.js"(exports2, module2) {
    "use strict";
    var { Buffer: Buffer2 } = require("buffer");
    var symbol = /* @__PURE__ */ Symbol.for("BufferList");
    function BufferList(buf) {
      if (!(this instanceof BufferList)) {
        return new BufferList(buf);
      }
      BufferList._init.call(this, buf);
    }
    BufferList._init = function _init(buf) {
      Object.defineProperty(this, symbol, { value: true });
      this._bufs = [];
      this.length = 0;
      if (buf) {
        this.append(buf);
      }
    };
    BufferList.prototype._new = function _new(buf) {
      return new BufferList(buf);
    };
    BufferList.prototype._offset = function _offset(offset) {
      if (offset === 0) {
        return [0, 0];
      }
      let tot = 0;
      for (let i = 0; i < this._bufs.length; i++) {
        const _t = tot + this._bufs[i].length;
        if (offset < _t || i === this._bufs.length - 1) {
          return [i, offset - tot];
        }
        tot = _t;
      }
    };
    BufferList.prototype._reverseOffset = function(blOffset) {
      const bufferId = blOffset[0];
      let offset = blOffset[1];
      for (let i = 0; i < bufferId; i++) {
        offset += this._bufs[i].length;
      }
      return offset;
    };
    BufferList.prototype.get = function get(index) {
      if (index > this.length || index < 0) {
        return void 0;
      }
      const offset = this._offset(index);
      return this._bufs[offset[0]][offset[1]];
    };
    BufferList.prototype.slice = function slice(start, end) {
      if (typeof start === "number" && start < 0) {
        start += this.length;
      }
      if (typeof end === "number" && end < 0) {
        end += this.length;
      }
      return this.copy(null, 0, start, end);
    };
    BufferList.prototype.copy = function copy(dst, dstStart, srcStart, srcEnd) {
      if (typeof srcStart !== "number" || srcStart < 0) {
        srcStart = 0;
      }
      if (typeof srcEnd !== "number" || srcEnd > this.length) {
        srcEnd = this.length;
      }
      if (srcStart >= this.length) {
        return dst || Buffer2.alloc(0);
      }
      if (srcEnd <= 0) {
        return dst || Buffer2.alloc(0);
      }
      const copy2 = !!dst;
      const off = this._offset(srcStart);
      const len = srcEnd - srcStart;
      let bytes = len;
      let bufoff = copy2 && dstStart || 0;
      let start = off[1];
      if (srcStart === 0 && srcEnd === this.length) {
        if (!copy2) {
          return this._bufs.length === 1 ? this._bufs[0] : Buffer2.concat(this._bufs, this.length);
        }
        for (let i = 0; i < this._bufs.length; i++) {
          this._bufs[i].copy(dst, bufoff);
          bufoff += this._bufs[i].length;
        }
        return dst;
      }
      if (bytes <= this._bufs[off[0]].length - start) {
        return copy2 ? this._bufs[off[0]].copy(dst, dstStart, start, start + bytes) : this._bufs[off[0]].slice(start, start + bytes);
      }
      if (!copy2) {
        dst = Buffer2.allocUnsafe(len);
      }
      for (let i = off[0]; i < this._bufs.length; i++) {
        const l = this._bufs[i].length - start;
        if (bytes > l) {
          this._bufs[i].copy(dst, bufoff, start);
          bufoff += l;
        } else {
          this._bufs[i].copy(dst, bufoff, start, start + bytes);
          bufoff += l;
          break;
        }
        bytes -= l;
        if (start) {
          start = 0;
        }
      }
      if (dst.length > bufoff) return dst.slice(0, bufoff);
      return dst;
    };
    BufferList.prototype.shallowSlice = function shallowSlice(start, end) {
      start = start || 0;
      end = typeof end !== "number" ? this.length : end;
      if (start < 0) {
        start += this.length;
      }
      if (end < 0) {
        end += this.length;
      }
      if (start === end) {
        return this._new();
      }
      const startOffset = this._offset(start);
      const endOffset = this._offset(end);
      const buffers = this._bufs.slice(startOffset[0], endOffset[0] + 1);
      if (endOffset[1] === 0) {
        buffers.pop();
      } else {
        buffers[buffers.length - 1] = buffers[buffers.length - 1].slice(0, endOffset[1]);
      }
      if (startOffset[1] !== 0) {
        buffers[0] = buffers[0].slice(startOffset[1]);
      }
      return this._new(buffers);
    };
    BufferList.prototype.toString = function toString(encoding, start, end) {
      return this.slice(start, end).toString(encoding);
    };
    BufferList.prototype.consume = function consume(bytes) {
      bytes = Math.trunc(bytes);
      if (Number.isNaN(bytes) || bytes <= 0) return this;
      while (this._bufs.length) {
        if (bytes >= this._bufs[0].length) {
          bytes -= this._bufs[0].length;
          this.length -= this._bufs[0].length;
          this._bufs.shift();
        } else {
          this._bufs[0] = this._bufs[0].slice(bytes);
          this.length -= bytes;
          break;
        }
      }
      return this;
    };
    BufferList.prototype.duplicate = function duplicate() {
      const copy = this._new();
      for (let i = 0; i < this._bufs.length; i++) {
        copy.append(this._bufs[i]);
      }
      return copy;
    };
    BufferList.prototype.append = function append(buf) {
      if (buf == null) {
        return this;
      }
      if (buf.buffer) {
        this._appendBuffer(Buffer2.from(buf.buffer, buf.byteOffset, buf.byteLength));
      } else if (Array.isArray(buf)) {
        for (let i = 0; i < buf.length; i++) {
          this.append(buf[i]);
        }
      } else if (this._isBufferList(buf)) {
        for (let i = 0; i < buf._bufs.length; i++) {
          this.append(buf._bufs[i]);
        }
      } else {
        if (typeof buf === "number") {
          buf = buf.toString();
        }
        this._appendBuffer(Buffer2.from(buf));
      }
      return this;
    };
    BufferList.prototype._appendBuffer = function appendBuffer(buf) {
      this._bufs.push(buf);
      this.length += buf.length;
    };
    BufferList.prototype.indexOf = function(search2, offset, encoding) {
      if (encoding === void 0 && typeof offset === "string") {
        encoding = offset;
        offset = void 0;
      }
      if (typeof search2 === "function" || Array.isArray(search2)) {
        throw new TypeError('The "value" argument must be one of type string, Buffer, BufferList, or Uint8Array.');
      } else if (typeof search2 === "number") {
        search2 = Buffer2.from([search2]);
      } else if (typeof search2 === "string") {
        search2 = Buffer2.from(search2, encoding);
      } else if (this._isBufferList(search2)) {
        search2 = search2.slice();
      } else if (Array.isArray(search2.buffer)) {
        search2 = Buffer2.from(search2.buffer, search2.byteOffset, search2.byteLength);
      } else if (!Buffer2.isBuffer(search2)) {
        search2 = Buffer2.from(search2);
      }
      offset = Number(offset || 0);
      if (isNaN(offset)) {
        offset = 0;
      }
      if (offset < 0) {
        offset = this.length + offset;
      }
      if (offset < 0) {
        offset = 0;
      }
      if (search2.length === 0) {
        return offset > this.length ? this.length : offset;
      }
      const blOffset = this._offset(offset);
      let blIndex = blOffset[0];
      let buffOffset = blOffset[1];
      for (; blIndex < this._bufs.length; blIndex++) {
        const buff = this._bufs[blIndex];
        while (buffOffset < buff.length) {
          const availableWindow = buff.length - buffOffset;
          if (availableWindow >= search2.length) {
            const nativeSearchResult = buff.indexOf(search2, buffOffset);
            if (nativeSearchResult !== -1) {
              return this._reverseOffset([blIndex, nativeSearchResult]);
            }
            buffOffset = buff.length - search2.length + 1;
          } else {
            const revOffset = this._reverseOffset([blIndex, buffOffset]);
            if (this._match(revOffset, search2)) {
              return revOffset;
            }
            buffOffset++;
          }
        }
        buffOffset = 0;
      }
      return -1;
    };
    BufferList.prototype._match = function(offset, search2) {
      if (this.length - offset < search2.length) {
        return false;
      }
      for (let searchOffset = 0; searchOffset < search2.length; searchOffset++) {
        if (this.get(offset + searchOffset) !== search2[searchOffset]) {
          return false;
        }
      }
      return true;
    };
    (function() {
      const methods = {
        readDoubleBE: 8,
        readDoubleLE: 8,
        readFloatBE: 4,
        readFloatLE: 4,
        readInt32BE: 4,
        readInt32LE: 4,
        readUInt32BE: 4,
        readUInt32LE: 4,
        readInt16BE: 2,
        readInt16LE: 2,
        readUInt16BE: 2,
        readUInt16LE: 2,
        readInt8: 1,
        readUInt8: 1,
        readIntBE: null,
        readIntLE: null,
        readUIntBE: null,
        readUIntLE: null
      };
      for (const m in methods) {
        (function(m2) {
          if (methods[m2] === null) {
            BufferList.prototype[m2] = function(offset, byteLength) {
              return this.slice(offset, offset + byteLength)[m2](0, byteLength);
            };
          } else {
            BufferList.prototype[m2] = function(offset = 0) {
              return this.slice(offset, offset + methods[m2])[m2](0);
            };
          }
        })(m);
      }
    })();
    BufferList.prototype._isBufferList = function _isBufferList(b) {
      return b instanceof BufferList || BufferList.isBufferList(b);
    };
    BufferList.isBufferList = function isBufferList(b) {
      return b != null && b[symbol];
    };
    module2.exports = BufferList;
  }
});

// node_modules/bl/bl.js
var require_bl = __commonJS({
  "node_modules/bl/bl.js"(exports2, module2) {
    "use strict";
    var DuplexStream = require_readable().Duplex;
    var inherits = require_inherits();
    var BufferList = require_BufferList();
    function BufferListStream(callback) {
      if (!(this instanceof BufferListStream)) {
        return new BufferListStream(callback);
      }
      if (typeof callback === "function") {
        this._callback = callback;
        const piper = function piper2(err) {
          if (this._callback) {
            this._callback(err);
            this._callback = null;
          }
        }.bind(this);
        this.on("pipe", function onPipe(src) {
          src.on("error", piper);
        });
        this.on("unpipe", function onUnpipe(src) {
          src.removeListener("error", piper);
        });
        callback = null;
      }
      BufferList._init.call(this, callback);
      DuplexStream.call(this);
    }
    inherits(BufferListStream, DuplexStream);
    Object.assign(BufferListStream.prototype, BufferList.prototype);
    BufferListStream.prototype._new = function _new(callback) {
      return new BufferListStream(callback);
    };
    BufferListStream.prototype._write = function _write(buf, encoding, callback) {
      this._appendBuffer(buf);
      if (typeof callback === "function") {
        callback();
      }
    };
    BufferListStream.prototype._read = function _read(size) {
      if (!this.length) {
        return this.push(null);
      }
      size = Math.min(size, this.length);
      this.push(this.slice(0, size));
      this.consume(size);
    };
    BufferListStream.prototype.end = function end(chunk) {
      DuplexStream.prototype.end.call(this, chunk);
      if (this._callback) {
        this._callback(null, this.slice());
        this._callback = null;
      }
    };
    BufferListStream.prototype._destroy = function _destroy(err, cb) {
      this._bufs.length = 0;
      this.length = 0;
      cb(err);
    };
    BufferListStream.prototype._isBufferList = function _isBufferList(b) {
      return b instanceof BufferListStream || b instanceof BufferList || BufferListStream.isBufferList(b);
    };
    BufferListStream.isBufferList = BufferList.isBufferList;
    module2.exports = BufferListStream;
    module2.exports.BufferListStream = BufferListStream;
    module2.exports.BufferList = BufferList;
  }
});

// node_modules/tar-stream/headers.js
var require_headers = __commonJS({
  "node_modules/tar-stream/headers.js"(exports2) {
    var alloc = Buffer.alloc;
    var ZEROS = "0000000000000000000";
    var SEVENS = "7777777777777777777";
    var ZERO_OFFSET = "0".charCodeAt(0);
    var USTAR_MAGIC = Buffer.from("ustar\0", "binary");
    var USTAR_VER = Buffer.from("00", "binary");
    var GNU_MAGIC = Buffer.from("ustar ", "binary");
    var GNU_VER = Buffer.from(" \0", "binary");
    var MASK = parseInt("7777", 8);
    var MAGIC_OFFSET = 257;
    var VERSION_OFFSET = 263;
    var clamp = function(index, len, defaultValue) {
      if (typeof index !== "number") return defaultValue;
      index = ~~index;
      if (index >= len) return len;
      if (index >= 0) return index;
      index += len;
      if (index >= 0) return index;
      return 0;
    };
    var toType = function(flag) {
      switch (flag) {
        case 0:
          return "file";
        case 1:
          return "link";
        case 2:
          return "symlink";
        case 3:
          return "character-device";
        case 4:
          return "block-device";
        case 5:
          return "directory";
        case 6:
          return "fifo";
        case 7:
          return "contiguous-file";
        case 72:
          return "pax-header";
        case 55:
          return "pax-global-header";
        case 27:
          return "gnu-long-link-path";
        case 28:
        case 30:
          return "gnu-long-path";
      }
      return null;
    };
    var toTypeflag = function(flag) {
      switch (flag) {
        case "file":
          return 0;
        case "link":
          return 1;
        case "symlink":
          return 2;
        case "character-device":
          return 3;
        case "block-device":
          return 4;
        case "directory":
          return 5;
        case "fifo":
          return 6;
        case "contiguous-file":
          return 7;
        case "pax-header":
          return 72;
      }
      return 0;
    };
    var indexOf = function(block, num, offset, end) {
      for (; offset < end; offset++) {
        if (block[offset] === num) return offset;
      }
      return end;
    };
    var cksum = function(block) {
      var sum = 8 * 32;
      for (var i = 0; i < 148; i++) sum += block[i];
      for (var j = 156; j < 512; j++) sum += block[j];
      return sum;
    };
    var encodeOct = function(val, n) {
      val = val.toString(8);
      if (val.length > n) return SEVENS.slice(0, n) + " ";
      else return ZEROS.slice(0, n - val.length) + val + " ";
    };
    function parse256(buf) {
      var positive;
      if (buf[0] === 128) positive = true;
      else if (buf[0] === 255) positive = false;
      else return null;
      var tuple2 = [];
      for (var i = buf.length - 1; i > 0; i--) {
        var byte = buf[i];
        if (positive) tuple2.push(byte);
        else tuple2.push(255 - byte);
      }
      var sum = 0;
      var l = tuple2.length;
      for (i = 0; i < l; i++) {
        sum += tuple2[i] * Math.pow(256, i);
      }
      return positive ? sum : -1 * sum;
    }
    var decodeOct = function(val, offset, length) {
      val = val.slice(offset, offset + length);
      offset = 0;
      if (val[offset] & 128) {
        return parse256(val);
      } else {
        while (offset < val.length && val[offset] === 32) offset++;
        var end = clamp(indexOf(val, 32, offset, val.length), val.length, val.length);
        while (offset < end && val[offset] === 0) offset++;
        if (end === offset) return 0;
        return parseInt(val.slice(offset, end).toString(), 8);
      }
    };
    var decodeStr = function(val, offset, length, encoding) {
      return val.slice(offset, indexOf(val, 0, offset, offset + length)).toString(encoding);
    };
    var addLength = function(str) {
      var len = Buffer.byteLength(str);
      var digits = Math.floor(Math.log(len) / Math.log(10)) + 1;
      if (len + digits >= Math.pow(10, digits)) digits++;
      return len + digits + str;
    };
    exports2.decodeLongPath = function(buf, encoding) {
      return decodeStr(buf, 0, buf.length, encoding);
    };
    exports2.encodePax = function(opts) {
      var result2 = "";
      if (opts.name) result2 += addLength(" path=" + opts.name + "\n");
      if (opts.linkname) result2 += addLength(" linkpath=" + opts.linkname + "\n");
      var pax = opts.pax;
      if (pax) {
        for (var key2 in pax) {
          result2 += addLength(" " + key2 + "=" + pax[key2] + "\n");
        }
      }
      return Buffer.from(result2);
    };
    exports2.decodePax = function(buf) {
      var result2 = {};
      while (buf.length) {
        var i = 0;
        while (i < buf.length && buf[i] !== 32) i++;
        var len = parseInt(buf.slice(0, i).toString(), 10);
        if (!len) return result2;
        var b = buf.slice(i + 1, len - 1).toString();
        var keyIndex = b.indexOf("=");
        if (keyIndex === -1) return result2;
        result2[b.slice(0, keyIndex)] = b.slice(keyIndex + 1);
        buf = buf.slice(len);
      }
      return result2;
    };
    exports2.encode = function(opts) {
      var buf = alloc(512);
      var name = opts.name;
      var prefix = "";
      if (opts.typeflag === 5 && name[name.length - 1] !== "/") name += "/";
      if (Buffer.byteLength(name) !== name.length) return null;
      while (Buffer.byteLength(name) > 100) {
        var i = name.indexOf("/");
        if (i === -1) return null;
        prefix += prefix ? "/" + name.slice(0, i) : name.slice(0, i);
        name = name.slice(i + 1);
      }
      if (Buffer.byteLength(name) > 100 || Buffer.byteLength(prefix) > 155) return null;
      if (opts.linkname && Buffer.byteLength(opts.linkname) > 100) return null;
      buf.write(name);
      buf.write(encodeOct(opts.mode & MASK, 6), 100);
      buf.write(encodeOct(opts.uid, 6), 108);
      buf.write(encodeOct(opts.gid, 6), 116);
      buf.write(encodeOct(opts.size, 11), 124);
      buf.write(encodeOct(opts.mtime.getTime() / 1e3 | 0, 11), 136);
      buf[156] = ZERO_OFFSET + toTypeflag(opts.type);
      if (opts.linkname) buf.write(opts.linkname, 157);
      USTAR_MAGIC.copy(buf, MAGIC_OFFSET);
      USTAR_VER.copy(buf, VERSION_OFFSET);
      if (opts.uname) buf.write(opts.uname, 265);
      if (opts.gname) buf.write(opts.gname, 297);
      buf.write(encodeOct(opts.devmajor || 0, 6), 329);
      buf.write(encodeOct(opts.devminor || 0, 6), 337);
      if (prefix) buf.write(prefix, 345);
      buf.write(encodeOct(cksum(buf), 6), 148);
      return buf;
    };
    exports2.decode = function(buf, filenameEncoding, allowUnknownFormat) {
      var typeflag = buf[156] === 0 ? 0 : buf[156] - ZERO_OFFSET;
      var name = decodeStr(buf, 0, 100, filenameEncoding);
      var mode = decodeOct(buf, 100, 8);
      var uid = decodeOct(buf, 108, 8);
      var gid = decodeOct(buf, 116, 8);
      var size = decodeOct(buf, 124, 12);
      var mtime = decodeOct(buf, 136, 12);
      var type = toType(typeflag);
      var linkname = buf[157] === 0 ? null : decodeStr(buf, 157, 100, filenameEncoding);
      var uname = decodeStr(buf, 265, 32);
      var gname = decodeStr(buf, 297, 32);
      var devmajor = decodeOct(buf, 329, 8);
      var devminor = decodeOct(buf, 337, 8);
      var c = cksum(buf);
      if (c === 8 * 32) return null;
      if (c !== decodeOct(buf, 148, 8)) throw new Error("Invalid tar header. Maybe the tar is corrupted or it needs to be gunzipped?");
      if (USTAR_MAGIC.compare(buf, MAGIC_OFFSET, MAGIC_OFFSET + 6) === 0) {
        if (buf[345]) name = decodeStr(buf, 345, 155, filenameEncoding) + "/" + name;
      } else if (GNU_MAGIC.compare(buf, MAGIC_OFFSET, MAGIC_OFFSET + 6) === 0 && GNU_VER.compare(buf, VERSION_OFFSET, VERSION_OFFSET + 2) === 0) {
      } else {
        if (!allowUnknownFormat) {
          throw new Error("Invalid tar header: unknown format.");
        }
      }
      if (typeflag === 0 && name && name[name.length - 1] === "/") typeflag = 5;
      return {
        name,
        mode,
        uid,
        gid,
        size,
        mtime: new Date(1e3 * mtime),
        type,
        linkname,
        uname,
        gname,
        devmajor,
        devminor
      };
    };
  }
});

// node_modules/tar-stream/extract.js
var require_extract = __commonJS({
  "node_modules/tar-stream/extract.js"(exports2, module2) {
    var util = require("util");
    var bl = require_bl();
    var headers = require_headers();
    var Writable = require_readable().Writable;
    var PassThrough2 = require_readable().PassThrough;
    var noop = function() {
    };
    var overflow = function(size) {
      size &= 511;
      return size && 512 - size;
    };
    var emptyStream = function(self2, offset) {
      var s = new Source(self2, offset);
      s.end();
      return s;
    };
    var mixinPax = function(header, pax) {
      if (pax.path) header.name = pax.path;
      if (pax.linkpath) header.linkname = pax.linkpath;
      if (pax.size) header.size = parseInt(pax.size, 10);
      header.pax = pax;
      return header;
    };
    var Source = function(self2, offset) {
      this._parent = self2;
      this.offset = offset;
      PassThrough2.call(this, { autoDestroy: false });
    };
    util.inherits(Source, PassThrough2);
    Source.prototype.destroy = function(err) {
      this._parent.destroy(err);
    };
    var Extract = function(opts) {
      if (!(this instanceof Extract)) return new Extract(opts);
      Writable.call(this, opts);
      opts = opts || {};
      this._offset = 0;
      this._buffer = bl();
      this._missing = 0;
      this._partial = false;
      this._onparse = noop;
      this._header = null;
      this._stream = null;
      this._overflow = null;
      this._cb = null;
      this._locked = false;
      this._destroyed = false;
      this._pax = null;
      this._paxGlobal = null;
      this._gnuLongPath = null;
      this._gnuLongLinkPath = null;
      var self2 = this;
      var b = self2._buffer;
      var oncontinue = function() {
        self2._continue();
      };
      var onunlock = function(err) {
        self2._locked = false;
        if (err) return self2.destroy(err);
        if (!self2._stream) oncontinue();
      };
      var onstreamend = function() {
        self2._stream = null;
        var drain = overflow(self2._header.size);
        if (drain) self2._parse(drain, ondrain);
        else self2._parse(512, onheader);
        if (!self2._locked) oncontinue();
      };
      var ondrain = function() {
        self2._buffer.consume(overflow(self2._header.size));
        self2._parse(512, onheader);
        oncontinue();
      };
      var onpaxglobalheader = function() {
        var size = self2._header.size;
        self2._paxGlobal = headers.decodePax(b.slice(0, size));
        b.consume(size);
        onstreamend();
      };
      var onpaxheader = function() {
        var size = self2._header.size;
        self2._pax = headers.decodePax(b.slice(0, size));
        if (self2._paxGlobal) self2._pax = Object.assign({}, self2._paxGlobal, self2._pax);
        b.consume(size);
        onstreamend();
      };
      var ongnulongpath = function() {
        var size = self2._header.size;
        this._gnuLongPath = headers.decodeLongPath(b.slice(0, size), opts.filenameEncoding);
        b.consume(size);
        onstreamend();
      };
      var ongnulonglinkpath = function() {
        var size = self2._header.size;
        this._gnuLongLinkPath = headers.decodeLongPath(b.slice(0, size), opts.filenameEncoding);
        b.consume(size);
        onstreamend();
      };
      var onheader = function() {
        var offset = self2._offset;
        var header;
        try {
          header = self2._header = headers.decode(b.slice(0, 512), opts.filenameEncoding, opts.allowUnknownFormat);
        } catch (err) {
          self2.emit("error", err);
        }
        b.consume(512);
        if (!header) {
          self2._parse(512, onheader);
          oncontinue();
          return;
        }
        if (header.type === "gnu-long-path") {
          self2._parse(header.size, ongnulongpath);
          oncontinue();
          return;
        }
        if (header.type === "gnu-long-link-path") {
          self2._parse(header.size, ongnulonglinkpath);
          oncontinue();
          return;
        }
        if (header.type === "pax-global-header") {
          self2._parse(header.size, onpaxglobalheader);
          oncontinue();
          return;
        }
        if (header.type === "pax-header") {
          self2._parse(header.size, onpaxheader);
          oncontinue();
          return;
        }
        if (self2._gnuLongPath) {
          header.name = self2._gnuLongPath;
          self2._gnuLongPath = null;
        }
        if (self2._gnuLongLinkPath) {
          header.linkname = self2._gnuLongLinkPath;
          self2._gnuLongLinkPath = null;
        }
        if (self2._pax) {
          self2._header = header = mixinPax(header, self2._pax);
          self2._pax = null;
        }
        self2._locked = true;
        if (!header.size || header.type === "directory") {
          self2._parse(512, onheader);
          self2.emit("entry", header, emptyStream(self2, offset), onunlock);
          return;
        }
        self2._stream = new Source(self2, offset);
        self2.emit("entry", header, self2._stream, onunlock);
        self2._parse(header.size, onstreamend);
        oncontinue();
      };
      this._onheader = onheader;
      this._parse(512, onheader);
    };
    util.inherits(Extract, Writable);
    Extract.prototype.destroy = function(err) {
      if (this._destroyed) return;
      this._destroyed = true;
      if (err) this.emit("error", err);
      this.emit("close");
      if (this._stream) this._stream.emit("close");
    };
    Extract.prototype._parse = function(size, onparse) {
      if (this._destroyed) return;
      this._offset += size;
      this._missing = size;
      if (onparse === this._onheader) this._partial = false;
      this._onparse = onparse;
    };
    Extract.prototype._continue = function() {
      if (this._destroyed) return;
      var cb = this._cb;
      this._cb = noop;
      if (this._overflow) this._write(this._overflow, void 0, cb);
      else cb();
    };
    Extract.prototype._write = function(data, enc, cb) {
      if (this._destroyed) return;
      var s = this._stream;
      var b = this._buffer;
      var missing = this._missing;
      if (data.length) this._partial = true;
      if (data.length < missing) {
        this._missing -= data.length;
        this._overflow = null;
        if (s) return s.write(data, cb);
        b.append(data);
        return cb();
      }
      this._cb = cb;
      this._missing = 0;
      var overflow2 = null;
      if (data.length > missing) {
        overflow2 = data.slice(missing);
        data = data.slice(0, missing);
      }
      if (s) s.end(data);
      else b.append(data);
      this._overflow = overflow2;
      this._onparse();
    };
    Extract.prototype._final = function(cb) {
      if (this._partial) return this.destroy(new Error("Unexpected end of data"));
      cb();
    };
    module2.exports = Extract;
  }
});

// node_modules/fs-constants/index.js
var require_fs_constants = __commonJS({
  "node_modules/fs-constants/index.js"(exports2, module2) {
    module2.exports = require("fs").constants || require("constants");
  }
});

// node_modules/wrappy/wrappy.js
var require_wrappy = __commonJS({
  "node_modules/wrappy/wrappy.js"(exports2, module2) {
    module2.exports = wrappy;
    function wrappy(fn, cb) {
      if (fn && cb) return wrappy(fn)(cb);
      if (typeof fn !== "function")
        throw new TypeError("need wrapper function");
      Object.keys(fn).forEach(function(k) {
        wrapper[k] = fn[k];
      });
      return wrapper;
      function wrapper() {
        var args = new Array(arguments.length);
        for (var i = 0; i < args.length; i++) {
          args[i] = arguments[i];
        }
        var ret = fn.apply(this, args);
        var cb2 = args[args.length - 1];
        if (typeof ret === "function" && ret !== cb2) {
          Object.keys(cb2).forEach(function(k) {
            ret[k] = cb2[k];
          });
        }
        return ret;
      }
    }
  }
});

// node_modules/once/once.js
var require_once = __commonJS({
  "node_modules/once/once.js"(exports2, module2) {
    var wrappy = require_wrappy();
    module2.exports = wrappy(once);
    module2.exports.strict = wrappy(onceStrict);
    once.proto = once(function() {
      Object.defineProperty(Function.prototype, "once", {
        value: function() {
          return once(this);
        },
        configurable: true
      });
      Object.defineProperty(Function.prototype, "onceStrict", {
        value: function() {
          return onceStrict(this);
        },
        configurable: true
      });
    });
    function once(fn) {
      var f = function() {
        if (f.called) return f.value;
        f.called = true;
        return f.value = fn.apply(this, arguments);
      };
      f.called = false;
      return f;
    }
    function onceStrict(fn) {
      var f = function() {
        if (f.called)
          throw new Error(f.onceError);
        f.called = true;
        return f.value = fn.apply(this, arguments);
      };
      var name = fn.name || "Function wrapped with `once`";
      f.onceError = name + " shouldn't be called more than once";
      f.called = false;
      return f;
    }
  }
});

// node_modules/end-of-stream/index.js
var require_end_of_stream2 = __commonJS({
  "node_modules/end-of-stream/index.js"(exports2, module2) {
    var once = require_once();
    var noop = function() {
    };
    var qnt = global.Bare ? queueMicrotask : process.nextTick.bind(process);
    var isRequest = function(stream) {
      return stream.setHeader && typeof stream.abort === "function";
    };
    var isChildProcess = function(stream) {
      return stream.stdio && Array.isArray(stream.stdio) && stream.stdio.length === 3;
    };
    var eos = function(stream, opts, callback) {
      if (typeof opts === "function") return eos(stream, null, opts);
      if (!opts) opts = {};
      callback = once(callback || noop);
      var ws = stream._writableState;
      var rs = stream._readableState;
      var readable = opts.readable || opts.readable !== false && stream.readable;
      var writable = opts.writable || opts.writable !== false && stream.writable;
      var cancelled = false;
      var onlegacyfinish = function() {
        if (!stream.writable) onfinish();
      };
      var onfinish = function() {
        writable = false;
        if (!readable) callback.call(stream);
      };
      var onend = function() {
        readable = false;
        if (!writable) callback.call(stream);
      };
      var onexit = function(exitCode) {
        callback.call(stream, exitCode ? new Error("exited with error code: " + exitCode) : null);
      };
      var onerror = function(err) {
        callback.call(stream, err);
      };
      var onclose = function() {
        qnt(onclosenexttick);
      };
      var onclosenexttick = function() {
        if (cancelled) return;
        if (readable && !(rs && (rs.ended && !rs.destroyed))) return callback.call(stream, new Error("premature close"));
        if (writable && !(ws && (ws.ended && !ws.destroyed))) return callback.call(stream, new Error("premature close"));
      };
      var onrequest = function() {
        stream.req.on("finish", onfinish);
      };
      if (isRequest(stream)) {
        stream.on("complete", onfinish);
        stream.on("abort", onclose);
        if (stream.req) onrequest();
        else stream.on("request", onrequest);
      } else if (writable && !ws) {
        stream.on("end", onlegacyfinish);
        stream.on("close", onlegacyfinish);
      }
      if (isChildProcess(stream)) stream.on("exit", onexit);
      stream.on("end", onend);
      stream.on("finish", onfinish);
      if (opts.error !== false) stream.on("error", onerror);
      stream.on("close", onclose);
      return function() {
        cancelled = true;
        stream.removeListener("complete", onfinish);
        stream.removeListener("abort", onclose);
        stream.removeListener("request", onrequest);
        if (stream.req) stream.req.removeListener("finish", onfinish);
        stream.removeListener("end", onlegacyfinish);
        stream.removeListener("close", onlegacyfinish);
        stream.removeListener("finish", onfinish);
        stream.removeListener("exit", onexit);
        stream.removeListener("end", onend);
        stream.removeListener("error", onerror);
        stream.removeListener("close", onclose);
      };
    };
    module2.exports = eos;
  }
});

// node_modules/tar-stream/pack.js
var require_pack = __commonJS({
  "node_modules/tar-stream/pack.js"(exports2, module2) {
    var constants6 = require_fs_constants();
    var eos = require_end_of_stream2();
    var inherits = require_inherits();
    var alloc = Buffer.alloc;
    var Readable = require_readable().Readable;
    var Writable = require_readable().Writable;
    var StringDecoder3 = require("string_decoder").StringDecoder;
    var headers = require_headers();
    var DMODE = parseInt("755", 8);
    var FMODE = parseInt("644", 8);
    var END_OF_TAR = alloc(1024);
    var noop = function() {
    };
    var overflow = function(self2, size) {
      size &= 511;
      if (size) self2.push(END_OF_TAR.slice(0, 512 - size));
    };
    function modeToType(mode) {
      switch (mode & constants6.S_IFMT) {
        case constants6.S_IFBLK:
          return "block-device";
        case constants6.S_IFCHR:
          return "character-device";
        case constants6.S_IFDIR:
          return "directory";
        case constants6.S_IFIFO:
          return "fifo";
        case constants6.S_IFLNK:
          return "symlink";
      }
      return "file";
    }
    var Sink = function(to) {
      Writable.call(this);
      this.written = 0;
      this._to = to;
      this._destroyed = false;
    };
    inherits(Sink, Writable);
    Sink.prototype._write = function(data, enc, cb) {
      this.written += data.length;
      if (this._to.push(data)) return cb();
      this._to._drain = cb;
    };
    Sink.prototype.destroy = function() {
      if (this._destroyed) return;
      this._destroyed = true;
      this.emit("close");
    };
    var LinkSink = function() {
      Writable.call(this);
      this.linkname = "";
      this._decoder = new StringDecoder3("utf-8");
      this._destroyed = false;
    };
    inherits(LinkSink, Writable);
    LinkSink.prototype._write = function(data, enc, cb) {
      this.linkname += this._decoder.write(data);
      cb();
    };
    LinkSink.prototype.destroy = function() {
      if (this._destroyed) return;
      this._destroyed = true;
      this.emit("close");
    };
    var Void = function() {
      Writable.call(this);
      this._destroyed = false;
    };
    inherits(Void, Writable);
    Void.prototype._write = function(data, enc, cb) {
      cb(new Error("No body allowed for this entry"));
    };
    Void.prototype.destroy = function() {
      if (this._destroyed) return;
      this._destroyed = true;
      this.emit("close");
    };
    var Pack = function(opts) {
      if (!(this instanceof Pack)) return new Pack(opts);
      Readable.call(this, opts);
      this._drain = noop;
      this._finalized = false;
      this._finalizing = false;
      this._destroyed = false;
      this._stream = null;
    };
    inherits(Pack, Readable);
    Pack.prototype.entry = function(header, buffer, callback) {
      if (this._stream) throw new Error("already piping an entry");
      if (this._finalized || this._destroyed) return;
      if (typeof buffer === "function") {
        callback = buffer;
        buffer = null;
      }
      if (!callback) callback = noop;
      var self2 = this;
      if (!header.size || header.type === "symlink") header.size = 0;
      if (!header.type) header.type = modeToType(header.mode);
      if (!header.mode) header.mode = header.type === "directory" ? DMODE : FMODE;
      if (!header.uid) header.uid = 0;
      if (!header.gid) header.gid = 0;
      if (!header.mtime) header.mtime = /* @__PURE__ */ new Date();
      if (typeof buffer === "string") buffer = Buffer.from(buffer);
      if (Buffer.isBuffer(buffer)) {
        header.size = buffer.length;
        this._encode(header);
        var ok = this.push(buffer);
        overflow(self2, header.size);
        if (ok) process.nextTick(callback);
        else this._drain = callback;
        return new Void();
      }
      if (header.type === "symlink" && !header.linkname) {
        var linkSink = new LinkSink();
        eos(linkSink, function(err) {
          if (err) {
            self2.destroy();
            return callback(err);
          }
          header.linkname = linkSink.linkname;
          self2._encode(header);
          callback();
        });
        return linkSink;
      }
      this._encode(header);
      if (header.type !== "file" && header.type !== "contiguous-file") {
        process.nextTick(callback);
        return new Void();
      }
      var sink = new Sink(this);
      this._stream = sink;
      eos(sink, function(err) {
        self2._stream = null;
        if (err) {
          self2.destroy();
          return callback(err);
        }
        if (sink.written !== header.size) {
          self2.destroy();
          return callback(new Error("size mismatch"));
        }
        overflow(self2, header.size);
        if (self2._finalizing) self2.finalize();
        callback();
      });
      return sink;
    };
    Pack.prototype.finalize = function() {
      if (this._stream) {
        this._finalizing = true;
        return;
      }
      if (this._finalized) return;
      this._finalized = true;
      this.push(END_OF_TAR);
      this.push(null);
    };
    Pack.prototype.destroy = function(err) {
      if (this._destroyed) return;
      this._destroyed = true;
      if (err) this.emit("error", err);
      this.emit("close");
      if (this._stream && this._stream.destroy) this._stream.destroy();
    };
    Pack.prototype._encode = function(header) {
      if (!header.pax) {
        var buf = headers.encode(header);
        if (buf) {
          this.push(buf);
          return;
        }
      }
      this._encodePax(header);
    };
    Pack.prototype._encodePax = function(header) {
      var paxHeader = headers.encodePax({
        name: header.name,
        linkname: header.linkname,
        pax: header.pax
      });
      var newHeader = {
        name: "PaxHeader",
        mode: header.mode,
        uid: header.uid,
        gid: header.gid,
        size: paxHeader.length,
        mtime: header.mtime,
        type: "pax-header",
        linkname: header.linkname && "PaxHeader",
        uname: header.uname,
        gname: header.gname,
        devmajor: header.devmajor,
        devminor: header.devminor
      };
      this.push(headers.encode(newHeader));
      this.push(paxHeader);
      overflow(this, paxHeader.length);
      newHeader.size = header.size;
      newHeader.type = header.type;
      this.push(headers.encode(newHeader));
    };
    Pack.prototype._read = function(n) {
      var drain = this._drain;
      this._drain = noop;
      drain();
    };
    module2.exports = Pack;
  }
});

// node_modules/tar-stream/index.js
var require_tar_stream = __commonJS({
  "node_modules/tar-stream/index.js"(exports2) {
    exports2.extract = require_extract();
    exports2.pack = require_pack();
  }
});

// node_modules/pump/index.js
var require_pump = __commonJS({
  "node_modules/pump/index.js"(exports2, module2) {
    var once = require_once();
    var eos = require_end_of_stream2();
    var fs3;
    try {
      fs3 = require("fs");
    } catch (e) {
    }
    var noop = function() {
    };
    var ancient = typeof process === "undefined" ? false : /^v?\.0/.test(process.version);
    var isFn = function(fn) {
      return typeof fn === "function";
    };
    var isFS = function(stream) {
      if (!ancient) return false;
      if (!fs3) return false;
      return (stream instanceof (fs3.ReadStream || noop) || stream instanceof (fs3.WriteStream || noop)) && isFn(stream.close);
    };
    var isRequest = function(stream) {
      return stream.setHeader && isFn(stream.abort);
    };
    var destroyer = function(stream, reading, writing, callback) {
      callback = once(callback);
      var closed = false;
      stream.on("close", function() {
        closed = true;
      });
      eos(stream, { readable: reading, writable: writing }, function(err) {
        if (err) return callback(err);
        closed = true;
        callback();
      });
      var destroyed = false;
      return function(err) {
        if (closed) return;
        if (destroyed) return;
        destroyed = true;
        if (isFS(stream)) return stream.close(noop);
        if (isRequest(stream)) return stream.abort();
        if (isFn(stream.destroy)) return stream.destroy();
        callback(err || new Error("stream was destroyed"));
      };
    };
    var call = function(fn) {
      fn();
    };
    var pipe2 = function(from, to) {
      return from.pipe(to);
    };
    var pump = function() {
      var streams = Array.prototype.slice.call(arguments);
      var callback = isFn(streams[streams.length - 1] || noop) && streams.pop() || noop;
      if (Array.isArray(streams[0])) streams = streams[0];
      if (streams.length < 2) throw new Error("pump requires two streams per minimum");
      var error2;
      var destroys = streams.map(function(stream, i) {
        var reading = i < streams.length - 1;
        var writing = i > 0;
        return destroyer(stream, reading, writing, function(err) {
          if (!error2) error2 = err;
          if (err) destroys.forEach(call);
          if (reading) return;
          destroys.forEach(call);
          callback(error2);
        });
      });
      return streams.reduce(pipe2);
    };
    module2.exports = pump;
  }
});

// node_modules/mkdirp-classic/index.js
var require_mkdirp_classic = __commonJS({
  "node_modules/mkdirp-classic/index.js"(exports2, module2) {
    var path5 = require("path");
    var fs3 = require("fs");
    var _0777 = parseInt("0777", 8);
    module2.exports = mkdirP.mkdirp = mkdirP.mkdirP = mkdirP;
    function mkdirP(p, opts, f, made) {
      if (typeof opts === "function") {
        f = opts;
        opts = {};
      } else if (!opts || typeof opts !== "object") {
        opts = { mode: opts };
      }
      var mode = opts.mode;
      var xfs = opts.fs || fs3;
      if (mode === void 0) {
        mode = _0777 & ~process.umask();
      }
      if (!made) made = null;
      var cb = f || function() {
      };
      p = path5.resolve(p);
      xfs.mkdir(p, mode, function(er) {
        if (!er) {
          made = made || p;
          return cb(null, made);
        }
        switch (er.code) {
          case "ENOENT":
            mkdirP(path5.dirname(p), opts, function(er2, made2) {
              if (er2) cb(er2, made2);
              else mkdirP(p, opts, cb, made2);
            });
            break;
          // In the case of any other error, just see if there's a dir
          // there already.  If so, then hooray!  If not, then something
          // is borked.
          default:
            xfs.stat(p, function(er2, stat7) {
              if (er2 || !stat7.isDirectory()) cb(er, made);
              else cb(null, made);
            });
            break;
        }
      });
    }
    mkdirP.sync = function sync(p, opts, made) {
      if (!opts || typeof opts !== "object") {
        opts = { mode: opts };
      }
      var mode = opts.mode;
      var xfs = opts.fs || fs3;
      if (mode === void 0) {
        mode = _0777 & ~process.umask();
      }
      if (!made) made = null;
      p = path5.resolve(p);
      try {
        xfs.mkdirSync(p, mode);
        made = made || p;
      } catch (err0) {
        switch (err0.code) {
          case "ENOENT":
            made = sync(path5.dirname(p), opts, made);
            sync(p, opts, made);
            break;
          // In the case of any other error, just see if there's a dir
          // there already.  If so, then hooray!  If not, then something
          // is borked.
          default:
            var stat7;
            try {
              stat7 = xfs.statSync(p);
            } catch (err1) {
              throw err0;
            }
            if (!stat7.isDirectory()) throw err0;
            break;
        }
      }
      return made;
    };
  }
});

// node_modules/tar-fs/index.js
var require_tar_fs = __commonJS({
  "node_modules/tar-fs/index.js"(exports2) {
    var chownr = require_chownr();
    var tar = require_tar_stream();
    var pump = require_pump();
    var mkdirp = require_mkdirp_classic();
    var fs3 = require("fs");
    var path5 = require("path");
    var os6 = require("os");
    var win32 = os6.platform() === "win32";
    var noop = function() {
    };
    var echo = function(name) {
      return name;
    };
    var normalize = !win32 ? echo : function(name) {
      return name.replace(/\\/g, "/").replace(/[:?<>|]/g, "_");
    };
    var statAll = function(fs4, stat7, cwd, ignore, entries, sort) {
      var queue = entries || ["."];
      for (var i = 0; i < queue.length; i++) {
        if (!inCwd(path5.resolve(cwd, queue[i]), cwd)) throw new Error(queue[i] + " is not a valid path");
      }
      return function loop(callback) {
        if (!queue.length) return callback();
        var next = queue.shift();
        var nextAbs = path5.join(cwd, next);
        stat7.call(fs4, nextAbs, function(err, stat8) {
          if (err) return callback(err);
          if (!stat8.isDirectory()) return callback(null, next, stat8);
          fs4.readdir(nextAbs, function(err2, files) {
            if (err2) return callback(err2);
            if (sort) files.sort();
            for (var i2 = 0; i2 < files.length; i2++) {
              if (!ignore(path5.join(cwd, next, files[i2]))) queue.push(path5.join(next, files[i2]));
            }
            callback(null, next, stat8);
          });
        });
      };
    };
    var strip2 = function(map2, level) {
      return function(header) {
        header.name = header.name.split("/").slice(level).join("/");
        var linkname = header.linkname;
        if (linkname && (header.type === "link" || path5.isAbsolute(linkname))) {
          header.linkname = linkname.split("/").slice(level).join("/");
        }
        return map2(header);
      };
    };
    exports2.pack = function(cwd, opts) {
      if (!cwd) cwd = ".";
      if (!opts) opts = {};
      var xfs = opts.fs || fs3;
      var ignore = opts.ignore || opts.filter || noop;
      var map2 = opts.map || noop;
      var mapStream = opts.mapStream || echo;
      var statNext = statAll(xfs, opts.dereference ? xfs.stat : xfs.lstat, cwd, ignore, opts.entries, opts.sort);
      var strict = opts.strict !== false;
      var umask = typeof opts.umask === "number" ? ~opts.umask : ~processUmask();
      var dmode = typeof opts.dmode === "number" ? opts.dmode : 0;
      var fmode = typeof opts.fmode === "number" ? opts.fmode : 0;
      var pack = opts.pack || tar.pack();
      var finish = opts.finish || noop;
      if (opts.strip) map2 = strip2(map2, opts.strip);
      if (opts.readable) {
        dmode |= parseInt(555, 8);
        fmode |= parseInt(444, 8);
      }
      if (opts.writable) {
        dmode |= parseInt(333, 8);
        fmode |= parseInt(222, 8);
      }
      var onsymlink = function(filename, header) {
        xfs.readlink(path5.join(cwd, filename), function(err, linkname) {
          if (err) return pack.destroy(err);
          header.linkname = normalize(linkname);
          pack.entry(header, onnextentry);
        });
      };
      var onstat = function(err, filename, stat7) {
        if (err) return pack.destroy(err);
        if (!filename) {
          if (opts.finalize !== false) pack.finalize();
          return finish(pack);
        }
        if (stat7.isSocket()) return onnextentry();
        var header = {
          name: normalize(filename),
          mode: (stat7.mode | (stat7.isDirectory() ? dmode : fmode)) & umask,
          mtime: stat7.mtime,
          size: stat7.size,
          type: "file",
          uid: stat7.uid,
          gid: stat7.gid
        };
        if (stat7.isDirectory()) {
          header.size = 0;
          header.type = "directory";
          header = map2(header) || header;
          return pack.entry(header, onnextentry);
        }
        if (stat7.isSymbolicLink()) {
          header.size = 0;
          header.type = "symlink";
          header = map2(header) || header;
          return onsymlink(filename, header);
        }
        header = map2(header) || header;
        if (!stat7.isFile()) {
          if (strict) return pack.destroy(new Error("unsupported type for " + filename));
          return onnextentry();
        }
        var entry = pack.entry(header, onnextentry);
        if (!entry) return;
        var rs = mapStream(xfs.createReadStream(path5.join(cwd, filename), { start: 0, end: header.size > 0 ? header.size - 1 : header.size }), header);
        rs.on("error", function(err2) {
          entry.destroy(err2);
        });
        pump(rs, entry);
      };
      var onnextentry = function(err) {
        if (err) return pack.destroy(err);
        statNext(onstat);
      };
      onnextentry();
      return pack;
    };
    var head2 = function(list4) {
      return list4.length ? list4[list4.length - 1] : null;
    };
    var processGetuid = function() {
      return process.getuid ? process.getuid() : -1;
    };
    var processUmask = function() {
      return process.umask ? process.umask() : 0;
    };
    exports2.extract = function(cwd, opts) {
      if (!cwd) cwd = ".";
      if (!opts) opts = {};
      var xfs = opts.fs || fs3;
      var ignore = opts.ignore || opts.filter || noop;
      var map2 = opts.map || noop;
      var mapStream = opts.mapStream || echo;
      var own2 = opts.chown !== false && !win32 && processGetuid() === 0;
      var extract = opts.extract || tar.extract();
      var stack = [];
      var now = /* @__PURE__ */ new Date();
      var umask = typeof opts.umask === "number" ? ~opts.umask : ~processUmask();
      var dmode = typeof opts.dmode === "number" ? opts.dmode : 0;
      var fmode = typeof opts.fmode === "number" ? opts.fmode : 0;
      var strict = opts.strict !== false;
      if (opts.strip) map2 = strip2(map2, opts.strip);
      if (opts.readable) {
        dmode |= parseInt(555, 8);
        fmode |= parseInt(444, 8);
      }
      if (opts.writable) {
        dmode |= parseInt(333, 8);
        fmode |= parseInt(222, 8);
      }
      var utimesParent = function(name, cb) {
        var top2;
        while ((top2 = head2(stack)) && name.slice(0, top2[0].length) !== top2[0]) stack.pop();
        if (!top2) return cb();
        xfs.utimes(top2[0], now, top2[1], cb);
      };
      var utimes = function(name, header, cb) {
        if (opts.utimes === false) return cb();
        if (header.type === "directory") return xfs.utimes(name, now, header.mtime, cb);
        if (header.type === "symlink") return utimesParent(name, cb);
        xfs.utimes(name, now, header.mtime, function(err) {
          if (err) return cb(err);
          utimesParent(name, cb);
        });
      };
      var chperm = function(name, header, cb) {
        var link = header.type === "symlink";
        var chmod3 = link ? xfs.lchmod : xfs.chmod;
        var chown = link ? xfs.lchown : xfs.chown;
        if (!chmod3) return cb();
        var mode = (header.mode | (header.type === "directory" ? dmode : fmode)) & umask & parseInt(777, 8);
        if (chown && own2) chown.call(xfs, name, header.uid, header.gid, onchown);
        else onchown(null);
        function onchown(err) {
          if (err) return cb(err);
          if (!chmod3) return cb();
          chmod3.call(xfs, name, mode, cb);
        }
      };
      extract.on("entry", function(header, stream, next) {
        header = map2(header) || header;
        header.name = normalize(header.name);
        var name = path5.join(cwd, path5.join("/", header.name));
        if (ignore(name, header)) {
          stream.resume();
          return next();
        }
        var stat7 = function(err) {
          if (err) return next(err);
          if (path5.join(name, ".") === path5.join(cwd, ".")) return next();
          utimes(name, header, function(err2) {
            if (err2) return next(err2);
            if (win32) return next();
            chperm(name, header, next);
          });
        };
        var onsymlink = function() {
          if (win32) return next();
          xfs.unlink(name, function() {
            var dst = path5.resolve(path5.dirname(name), header.linkname);
            if (!inCwd(dst, cwd)) return next(new Error(name + " is not a valid symlink"));
            validateNotSymlink(xfs, dst, path5.resolve(cwd), function(err, valid) {
              if (err) return next(err);
              if (!valid) return next(new Error(name + " is not a valid symlink"));
              xfs.symlink(header.linkname, name, stat7);
            });
          });
        };
        var onlink = function() {
          if (win32) return next();
          xfs.unlink(name, function() {
            var srcpath = path5.join(cwd, path5.join("/", header.linkname));
            xfs.realpath(srcpath, function(err, dst) {
              if (err || !inCwd(dst, cwd)) return next(new Error(name + " is not a valid hardlink"));
              xfs.link(dst, name, function(err2) {
                if (err2 && err2.code === "EPERM" && opts.hardlinkAsFilesFallback) {
                  stream = xfs.createReadStream(srcpath);
                  return onfile();
                }
                stat7(err2);
              });
            });
          });
        };
        var onfile = function() {
          xfs.lstat(name, function(err, st) {
            if (!err && st.isSymbolicLink()) return xfs.unlink(name, onwrite);
            onwrite();
          });
          function onwrite(err) {
            if (err) return next(err);
            var ws = xfs.createWriteStream(name);
            var rs = mapStream(stream, header);
            ws.on("error", function(err2) {
              rs.destroy(err2);
            });
            pump(rs, ws, function(err2) {
              if (err2) return next(err2);
              ws.on("close", stat7);
            });
          }
        };
        if (header.type === "directory") {
          stack.push([name, header.mtime]);
          return mkdirfix(name, {
            fs: xfs,
            own: own2,
            uid: header.uid,
            gid: header.gid
          }, stat7);
        }
        var dir = path5.dirname(name);
        validate(xfs, dir, path5.join(cwd, "."), function(err, valid) {
          if (err) return next(err);
          if (!valid) return next(new Error(dir + " is not a valid path"));
          mkdirfix(dir, {
            fs: xfs,
            own: own2,
            uid: header.uid,
            gid: header.gid
          }, function(err2) {
            if (err2) return next(err2);
            switch (header.type) {
              case "file":
                return onfile();
              case "link":
                return onlink();
              case "symlink":
                return onsymlink();
            }
            if (strict) return next(new Error("unsupported type for " + name + " (" + header.type + ")"));
            stream.resume();
            next();
          });
        });
      });
      if (opts.finish) extract.on("finish", opts.finish);
      return extract;
    };
    function validate(fs4, name, root2, cb) {
      if (name === root2) return cb(null, true);
      fs4.lstat(name, function(err, st) {
        if (err && err.code !== "ENOENT") return cb(err);
        if (err || st.isDirectory()) return validate(fs4, path5.join(name, ".."), root2, cb);
        cb(null, false);
      });
    }
    function validateNotSymlink(fs4, name, root2, cb) {
      if (name === root2) return cb(null, true);
      if (!name.startsWith(root2 + path5.sep)) return cb(null, false);
      fs4.lstat(name, function(err, st) {
        if (err && err.code !== "ENOENT" && err.code !== "EPERM") return cb(err);
        if (err || !st.isSymbolicLink()) return validateNotSymlink(fs4, path5.join(name, ".."), root2, cb);
        cb(null, false);
      });
    }
    function mkdirfix(name, opts, cb) {
      mkdirp(name, { fs: opts.fs }, function(err, made) {
        if (!err && made && opts.own) {
          chownr(made, opts.uid, opts.gid, cb);
        } else {
          cb(err);
        }
      });
    }
    function inCwd(dst, cwd) {
      cwd = path5.resolve(cwd);
      return cwd === dst || dst.startsWith(cwd + path5.sep);
    }
  }
});

// node_modules/dockerode/lib/util.js
var require_util = __commonJS({
  "node_modules/dockerode/lib/util.js"(exports2, module2) {
    var DockerIgnore = require_ignore();
    var fs3 = require("fs");
    var path5 = require("path");
    var tar = require_tar_fs();
    var zlib = require("zlib");
    var arr = [];
    var each = arr.forEach;
    var slice = arr.slice;
    module2.exports.extend = function(obj) {
      each.call(slice.call(arguments, 1), function(source) {
        if (source) {
          for (var prop in source) {
            obj[prop] = source[prop];
          }
        }
      });
      return obj;
    };
    module2.exports.processArgs = function(opts, callback, defaultOpts) {
      if (!callback && typeof opts === "function") {
        callback = opts;
        opts = null;
      }
      return {
        callback,
        opts: module2.exports.extend({}, defaultOpts, opts)
      };
    };
    module2.exports.parseRepositoryTag = function(input) {
      var separatorPos;
      var digestPos = input.indexOf("@");
      var colonPos = input.lastIndexOf(":");
      if (digestPos >= 0) {
        separatorPos = digestPos;
      } else if (colonPos >= 0) {
        separatorPos = colonPos;
      } else {
        return {
          repository: input
        };
      }
      var tag = input.slice(separatorPos + 1);
      if (tag.indexOf("/") === -1) {
        return {
          repository: input.slice(0, separatorPos),
          tag
        };
      }
      return {
        repository: input
      };
    };
    module2.exports.prepareBuildContext = function(file, next) {
      if (file && file.context) {
        fs3.readFile(path5.join(file.context, ".dockerignore"), (err, data) => {
          let ignoreFn;
          let filterFn;
          if (!err) {
            const dockerIgnore = DockerIgnore({ ignorecase: false }).add(data.toString());
            filterFn = dockerIgnore.createFilter();
            ignoreFn = (path6) => {
              return !filterFn(path6);
            };
          }
          const entries = file.src.slice() || [];
          const pack = tar.pack(file.context, {
            entries: filterFn ? entries.filter(filterFn) : entries,
            ignore: ignoreFn
            // Only works on directories
          });
          next(pack.pipe(zlib.createGzip()));
        });
      } else {
        next(file);
      }
    };
  }
});

// node_modules/dockerode/lib/exec.js
var require_exec = __commonJS({
  "node_modules/dockerode/lib/exec.js"(exports2, module2) {
    var util = require_util();
    var Exec = function(modem, id) {
      this.modem = modem;
      this.id = id;
    };
    Exec.prototype[require("util").inspect.custom] = function() {
      return this;
    };
    Exec.prototype.start = function(opts, callback) {
      var self2 = this;
      var args = util.processArgs(opts, callback);
      var optsf = {
        path: "/exec/" + this.id + "/start",
        method: "POST",
        abortSignal: args.opts.abortSignal,
        isStream: true,
        allowEmpty: true,
        hijack: args.opts.hijack,
        openStdin: args.opts.stdin,
        statusCodes: {
          200: true,
          204: true,
          404: "no such exec",
          409: "container stopped/paused",
          500: "container not running"
        },
        options: args.opts
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          if (err) return args.callback(err, data);
          args.callback(err, data);
        });
      }
    };
    Exec.prototype.resize = function(opts, callback) {
      var self2 = this;
      var args = util.processArgs(opts, callback);
      var optsf = {
        path: "/exec/" + this.id + "/resize?",
        method: "POST",
        abortSignal: args.opts.abortSignal,
        statusCodes: {
          200: true,
          404: "no such exec",
          500: "container not running"
        },
        options: args.opts
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          if (err) return args.callback(err, data);
          args.callback(err, data);
        });
      }
    };
    Exec.prototype.inspect = function(opts, callback) {
      var self2 = this;
      var args = util.processArgs(opts, callback);
      var optsf = {
        path: "/exec/" + this.id + "/json",
        method: "GET",
        abortSignal: args.opts.abortSignal,
        statusCodes: {
          200: true,
          404: "no such exec",
          500: "server error"
        }
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          if (err) return args.callback(err, data);
          args.callback(err, data);
        });
      }
    };
    module2.exports = Exec;
  }
});

// node_modules/dockerode/lib/container.js
var require_container = __commonJS({
  "node_modules/dockerode/lib/container.js"(exports2, module2) {
    var extend = require_util().extend;
    var Exec = require_exec();
    var util = require_util();
    var Container = function(modem, id) {
      this.modem = modem;
      this.id = id;
      this.defaultOptions = {
        top: {},
        start: {},
        commit: {},
        stop: {},
        pause: {},
        unpause: {},
        restart: {},
        resize: {},
        attach: {},
        remove: {},
        copy: {},
        kill: {},
        exec: {},
        rename: {},
        log: {},
        stats: {},
        getArchive: {},
        infoArchive: {},
        putArchive: {},
        update: {},
        wait: {}
      };
    };
    Container.prototype[require("util").inspect.custom] = function() {
      return this;
    };
    Container.prototype.inspect = function(opts, callback) {
      var self2 = this;
      var args = util.processArgs(opts, callback);
      var optsf = {
        path: "/containers/" + this.id + "/json?",
        method: "GET",
        options: args.opts,
        abortSignal: args.opts.abortSignal,
        statusCodes: {
          200: true,
          404: "no such container",
          500: "server error"
        }
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          args.callback(err, data);
        });
      }
    };
    Container.prototype.rename = function(opts, callback) {
      var self2 = this;
      var args = util.processArgs(opts, callback, this.defaultOptions.rename);
      var optsf = {
        path: "/containers/" + this.id + "/rename?",
        method: "POST",
        abortSignal: args.opts.abortSignal,
        statusCodes: {
          200: true,
          204: true,
          404: "no such container",
          500: "server error"
        },
        options: args.opts
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          args.callback(err, data);
        });
      }
    };
    Container.prototype.update = function(opts, callback) {
      var self2 = this;
      var args = util.processArgs(opts, callback, this.defaultOptions.update);
      var optsf = {
        path: "/containers/" + this.id + "/update",
        method: "POST",
        abortSignal: args.opts.abortSignal,
        statusCodes: {
          200: true,
          204: true,
          400: "bad parameter",
          404: "no such container",
          500: "server error"
        },
        options: args.opts
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          args.callback(err, data);
        });
      }
    };
    Container.prototype.top = function(opts, callback) {
      var self2 = this;
      var args = util.processArgs(opts, callback, this.defaultOptions.top);
      var optsf = {
        path: "/containers/" + this.id + "/top?",
        method: "GET",
        abortSignal: args.opts.abortSignal,
        statusCodes: {
          200: true,
          404: "no such container",
          500: "server error"
        },
        options: args.opts
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          args.callback(err, data);
        });
      }
    };
    Container.prototype.changes = function(opts, callback) {
      var self2 = this;
      var args = util.processArgs(opts, callback);
      var optsf = {
        path: "/containers/" + this.id + "/changes",
        method: "GET",
        abortSignal: args.opts.abortSignal,
        statusCodes: {
          200: true,
          404: "no such container",
          500: "server error"
        }
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          args.callback(err, data);
        });
      }
    };
    Container.prototype.listCheckpoint = function(opts, callback) {
      var self2 = this;
      var args = util.processArgs(opts, callback);
      var optsf = {
        path: "/containers/" + this.id + "/checkpoints?",
        method: "GET",
        abortSignal: args.opts.abortSignal,
        statusCodes: {
          200: true,
          404: "no such container",
          500: "server error"
        },
        options: args.opts
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          args.callback(err, data);
        });
      }
    };
    Container.prototype.deleteCheckpoint = function(checkpoint, opts, callback) {
      var self2 = this;
      var args = util.processArgs(opts, callback);
      var optsf = {
        path: "/containers/" + this.id + "/checkpoints/" + checkpoint + "?",
        method: "DELETE",
        abortSignal: args.opts.abortSignal,
        statusCodes: {
          200: true,
          // unofficial, but proxies may return it
          204: true,
          404: "no such container",
          500: "server error"
        },
        options: args.opts
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          args.callback(err, data);
        });
      }
    };
    Container.prototype.createCheckpoint = function(opts, callback) {
      var self2 = this;
      var args = util.processArgs(opts, callback);
      var optsf = {
        path: "/containers/" + this.id + "/checkpoints",
        method: "POST",
        abortSignal: args.opts.abortSignal,
        allowEmpty: true,
        statusCodes: {
          200: true,
          //unofficial, but proxies may return it
          201: true,
          204: true,
          404: "no such container",
          500: "server error"
        },
        options: args.opts
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          args.callback(err, data);
        });
      }
    };
    Container.prototype.export = function(opts, callback) {
      var self2 = this;
      var args = util.processArgs(opts, callback);
      var optsf = {
        path: "/containers/" + this.id + "/export",
        method: "GET",
        abortSignal: args.opts.abortSignal,
        isStream: true,
        statusCodes: {
          200: true,
          404: "no such container",
          500: "server error"
        }
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          args.callback(err, data);
        });
      }
    };
    Container.prototype.start = function(opts, callback) {
      var self2 = this;
      var args = util.processArgs(opts, callback, this.defaultOptions.start);
      var optsf = {
        path: "/containers/" + this.id + "/start?",
        method: "POST",
        abortSignal: args.opts.abortSignal,
        statusCodes: {
          200: true,
          // unofficial, but proxies may return it
          204: true,
          304: "container already started",
          404: "no such container",
          500: "server error"
        },
        options: args.opts
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          args.callback(err, data);
        });
      }
    };
    Container.prototype.pause = function(opts, callback) {
      var self2 = this;
      var args = util.processArgs(opts, callback, this.defaultOptions.pause);
      var optsf = {
        path: "/containers/" + this.id + "/pause",
        method: "POST",
        abortSignal: args.opts.abortSignal,
        statusCodes: {
          200: true,
          // unofficial, but proxies may return it
          204: true,
          500: "server error"
        },
        options: args.opts
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          args.callback(err, data);
        });
      }
    };
    Container.prototype.unpause = function(opts, callback) {
      var self2 = this;
      var args = util.processArgs(opts, callback, this.defaultOptions.unpause);
      var optsf = {
        path: "/containers/" + this.id + "/unpause",
        method: "POST",
        abortSignal: args.opts.abortSignal,
        statusCodes: {
          200: true,
          // unofficial, but proxies may return it
          204: true,
          404: "no such container",
          500: "server error"
        },
        options: args.opts
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          args.callback(err, data);
        });
      }
    };
    Container.prototype.exec = function(opts, callback) {
      var self2 = this;
      var args = util.processArgs(opts, callback, this.defaultOptions.exec);
      var optsf = {
        path: "/containers/" + this.id + "/exec",
        method: "POST",
        abortSignal: args.opts.abortSignal,
        statusCodes: {
          200: true,
          // unofficial, but proxies may return it
          201: true,
          404: "no such container",
          409: "container stopped/paused",
          500: "server error"
        },
        options: args.opts
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(new Exec(self2.modem, data.Id));
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          if (err) return args.callback(err, data);
          args.callback(err, new Exec(self2.modem, data.Id));
        });
      }
    };
    Container.prototype.commit = function(opts, callback) {
      var self2 = this;
      var args = util.processArgs(opts, callback, this.defaultOptions.commit);
      args.opts.container = this.id;
      var optsf = {
        path: "/commit?",
        method: "POST",
        abortSignal: args.opts.abortSignal,
        statusCodes: {
          200: true,
          // unofficial, but proxies may return it
          201: true,
          404: "no such container",
          500: "server error"
        },
        options: args.opts
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          args.callback(err, data);
        });
      }
    };
    Container.prototype.stop = function(opts, callback) {
      var self2 = this;
      var args = util.processArgs(opts, callback, this.defaultOptions.stop);
      var optsf = {
        path: "/containers/" + this.id + "/stop?",
        method: "POST",
        abortSignal: args.opts.abortSignal,
        statusCodes: {
          200: true,
          // unofficial, but proxies may return it
          204: true,
          304: "container already stopped",
          404: "no such container",
          500: "server error"
        },
        options: args.opts
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          args.callback(err, data);
        });
      }
    };
    Container.prototype.restart = function(opts, callback) {
      var self2 = this;
      var args = util.processArgs(opts, callback, this.defaultOptions.restart);
      var optsf = {
        path: "/containers/" + this.id + "/restart?",
        method: "POST",
        abortSignal: args.opts.abortSignal,
        statusCodes: {
          200: true,
          // unofficial, but proxies may return it
          204: true,
          404: "no such container",
          500: "server error"
        },
        options: args.opts
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          args.callback(err, data);
        });
      }
    };
    Container.prototype.kill = function(opts, callback) {
      var self2 = this;
      var args = util.processArgs(opts, callback, this.defaultOptions.kill);
      var optsf = {
        path: "/containers/" + this.id + "/kill?",
        method: "POST",
        abortSignal: args.opts.abortSignal,
        statusCodes: {
          200: true,
          // unofficial, but proxies may return it
          204: true,
          404: "no such container",
          500: "server error"
        },
        options: args.opts
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          args.callback(err, data);
        });
      }
    };
    Container.prototype.resize = function(opts, callback) {
      var self2 = this;
      var args = util.processArgs(opts, callback, this.defaultOptions.resize);
      var optsf = {
        path: "/containers/" + this.id + "/resize?",
        method: "POST",
        abortSignal: args.opts.abortSignal,
        statusCodes: {
          200: true,
          400: "bad parameter",
          404: "no such container",
          500: "server error"
        },
        options: args.opts
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          args.callback(err, data);
        });
      }
    };
    Container.prototype.attach = function(opts, callback) {
      var self2 = this;
      var args = util.processArgs(opts, callback, this.defaultOptions.attach);
      var optsf = {
        path: "/containers/" + this.id + "/attach?",
        method: "POST",
        abortSignal: args.opts.abortSignal,
        isStream: true,
        hijack: args.opts.hijack,
        openStdin: args.opts.stdin,
        statusCodes: {
          200: true,
          404: "no such container",
          500: "server error"
        },
        options: args.opts
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, stream) {
            if (err) {
              return reject(err);
            }
            resolve20(stream);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, stream) {
          args.callback(err, stream);
        });
      }
    };
    Container.prototype.wait = function(opts, callback) {
      var self2 = this;
      var args = util.processArgs(opts, callback, this.defaultOptions.wait);
      var optsf = {
        path: "/containers/" + this.id + "/wait?",
        method: "POST",
        abortSignal: args.opts.abortSignal,
        statusCodes: {
          200: true,
          400: "bad parameter",
          404: "no such container",
          500: "server error"
        },
        options: args.opts
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          args.callback(err, data);
        });
      }
    };
    Container.prototype.remove = function(opts, callback) {
      var self2 = this;
      var args = util.processArgs(opts, callback, this.defaultOptions.remove);
      var optsf = {
        path: "/containers/" + this.id + "?",
        method: "DELETE",
        abortSignal: args.opts.abortSignal,
        statusCodes: {
          200: true,
          // unofficial, but proxies may return it
          204: true,
          400: "bad parameter",
          404: "no such container",
          500: "server error"
        },
        options: args.opts
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          args.callback(err, data);
        });
      }
    };
    Container.prototype.copy = function(opts, callback) {
      var self2 = this;
      console.log("container.copy is deprecated since Docker v1.8.x");
      var args = util.processArgs(opts, callback, this.defaultOptions.copy);
      var optsf = {
        path: "/containers/" + this.id + "/copy",
        method: "POST",
        abortSignal: args.opts.abortSignal,
        isStream: true,
        statusCodes: {
          200: true,
          404: "no such container",
          500: "server error"
        },
        options: args.opts
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          args.callback(err, data);
        });
      }
    };
    Container.prototype.getArchive = function(opts, callback) {
      var self2 = this;
      var args = util.processArgs(opts, callback, this.defaultOptions.getArchive);
      var optsf = {
        path: "/containers/" + this.id + "/archive?",
        method: "GET",
        abortSignal: args.opts.abortSignal,
        isStream: true,
        statusCodes: {
          200: true,
          400: "client error, bad parameters",
          404: "no such container",
          500: "server error"
        },
        options: args.opts
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          args.callback(err, data);
        });
      }
    };
    Container.prototype.infoArchive = function(opts, callback) {
      var self2 = this;
      var args = util.processArgs(opts, callback, this.defaultOptions.infoArchive);
      var optsf = {
        path: "/containers/" + this.id + "/archive?",
        method: "HEAD",
        abortSignal: args.opts.abortSignal,
        isStream: true,
        statusCodes: {
          200: true,
          400: "client error, bad parameters",
          404: "no such container",
          500: "server error"
        },
        options: args.opts
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          args.callback(err, data);
        });
      }
    };
    Container.prototype.putArchive = function(file, opts, callback) {
      var self2 = this;
      var args = util.processArgs(opts, callback, this.defaultOptions.putArchive);
      var optsf = {
        path: "/containers/" + this.id + "/archive?",
        method: "PUT",
        file,
        abortSignal: args.opts.abortSignal,
        statusCodes: {
          200: true,
          400: "client error, bad parameters",
          403: "client error, permission denied",
          404: "no such container",
          500: "server error"
        },
        options: args.opts
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          args.callback(err, data);
        });
      }
    };
    Container.prototype.logs = function(opts, callback) {
      var self2 = this;
      var args = util.processArgs(opts, callback, this.defaultOptions.log);
      var optsf = {
        path: "/containers/" + this.id + "/logs?",
        method: "GET",
        abortSignal: args.opts.abortSignal,
        isStream: args.opts.follow || false,
        statusCodes: {
          200: true,
          404: "no such container",
          500: "server error"
        },
        options: args.opts
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          args.callback(err, data);
        });
      }
    };
    Container.prototype.stats = function(opts, callback) {
      var self2 = this;
      var args = util.processArgs(opts, callback, this.defaultOptions.stats);
      var isStream = true;
      if (args.opts.stream === false) {
        isStream = false;
      }
      var optsf = {
        path: "/containers/" + this.id + "/stats?",
        method: "GET",
        abortSignal: args.opts.abortSignal,
        isStream,
        statusCodes: {
          200: true,
          404: "no such container",
          500: "server error"
        },
        options: args.opts
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          args.callback(err, data);
        });
      }
    };
    module2.exports = Container;
  }
});

// node_modules/dockerode/lib/image.js
var require_image = __commonJS({
  "node_modules/dockerode/lib/image.js"(exports2, module2) {
    var util = require_util();
    var Image = function(modem, name) {
      this.modem = modem;
      this.name = name;
    };
    Image.prototype[require("util").inspect.custom] = function() {
      return this;
    };
    Image.prototype.inspect = function(opts, callback) {
      var args = util.processArgs(opts, callback);
      var self2 = this;
      var opts = {
        path: "/images/" + this.name + "/json",
        method: "GET",
        options: args.opts,
        statusCodes: {
          200: true,
          404: "no such image",
          500: "server error"
        }
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(opts, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(opts, function(err, data) {
          if (err) return args.callback(err, data);
          args.callback(err, data);
        });
      }
    };
    Image.prototype.distribution = function(opts, callback) {
      var args = util.processArgs(opts, callback);
      var self2 = this;
      var fopts = {
        path: "/distribution/" + this.name + "/json",
        method: "GET",
        statusCodes: {
          200: true,
          401: "no such image",
          500: "server error"
        },
        authconfig: args.opts ? args.opts.authconfig : void 0
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(fopts, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(fopts, function(err, data) {
          if (err) return args.callback(err, data);
          args.callback(err, data);
        });
      }
    };
    Image.prototype.history = function(callback) {
      var self2 = this;
      var opts = {
        path: "/images/" + this.name + "/history",
        method: "GET",
        statusCodes: {
          200: true,
          404: "no such image",
          500: "server error"
        }
      };
      if (callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(opts, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(opts, function(err, data) {
          if (err) return callback(err, data);
          callback(err, data);
        });
      }
    };
    Image.prototype.get = function(callback) {
      var self2 = this;
      var opts = {
        path: "/images/" + this.name + "/get",
        method: "GET",
        isStream: true,
        statusCodes: {
          200: true,
          500: "server error"
        }
      };
      if (callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(opts, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(opts, function(err, data) {
          if (err) return callback(err, data);
          callback(err, data);
        });
      }
    };
    Image.prototype.push = function(opts, callback, auth) {
      var self2 = this;
      var args = util.processArgs(opts, callback);
      var isStream = true;
      if (args.opts.stream === false) {
        isStream = false;
      }
      var optsf = {
        path: "/images/" + this.name + "/push?",
        method: "POST",
        options: args.opts,
        authconfig: args.opts.authconfig || auth,
        abortSignal: args.opts.abortSignal,
        isStream,
        statusCodes: {
          200: true,
          404: "no such image",
          500: "server error"
        }
      };
      delete optsf.options.authconfig;
      if (callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          callback(err, data);
        });
      }
    };
    Image.prototype.tag = function(opts, callback) {
      var self2 = this;
      var optsf = {
        path: "/images/" + this.name + "/tag?",
        method: "POST",
        options: opts,
        abortSignal: opts && opts.abortSignal,
        statusCodes: {
          200: true,
          // unofficial, but proxies may return it
          201: true,
          400: "bad parameter",
          404: "no such image",
          409: "conflict",
          500: "server error"
        }
      };
      if (callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          callback(err, data);
        });
      }
    };
    Image.prototype.remove = function(opts, callback) {
      var self2 = this;
      var args = util.processArgs(opts, callback);
      var optsf = {
        path: "/images/" + this.name + "?",
        method: "DELETE",
        abortSignal: args.opts.abortSignal,
        statusCodes: {
          200: true,
          404: "no such image",
          409: "conflict",
          500: "server error"
        },
        options: args.opts
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          args.callback(err, data);
        });
      }
    };
    module2.exports = Image;
  }
});

// node_modules/dockerode/lib/volume.js
var require_volume = __commonJS({
  "node_modules/dockerode/lib/volume.js"(exports2, module2) {
    var util = require_util();
    var Volume = function(modem, name) {
      this.modem = modem;
      this.name = name;
    };
    Volume.prototype[require("util").inspect.custom] = function() {
      return this;
    };
    Volume.prototype.inspect = function(opts, callback) {
      var self2 = this;
      var args = util.processArgs(opts, callback);
      var optsf = {
        path: "/volumes/" + this.name,
        method: "GET",
        abortSignal: args.opts.abortSignal,
        statusCodes: {
          200: true,
          404: "no such volume",
          500: "server error"
        }
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          args.callback(err, data);
        });
      }
    };
    Volume.prototype.remove = function(opts, callback) {
      var self2 = this;
      var args = util.processArgs(opts, callback);
      var optsf = {
        path: "/volumes/" + this.name,
        method: "DELETE",
        abortSignal: args.opts.abortSignal,
        statusCodes: {
          204: true,
          404: "no such volume",
          409: "conflict",
          500: "server error"
        },
        options: args.opts
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          args.callback(err, data);
        });
      }
    };
    module2.exports = Volume;
  }
});

// node_modules/dockerode/lib/network.js
var require_network = __commonJS({
  "node_modules/dockerode/lib/network.js"(exports2, module2) {
    var util = require_util();
    var Network = function(modem, id) {
      this.modem = modem;
      this.id = id;
    };
    Network.prototype[require("util").inspect.custom] = function() {
      return this;
    };
    Network.prototype.inspect = function(opts, callback) {
      var self2 = this;
      var args = util.processArgs(opts, callback);
      var opts = {
        path: "/networks/" + this.id + "?",
        method: "GET",
        statusCodes: {
          200: true,
          404: "no such network",
          500: "server error"
        },
        options: args.opts
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(opts, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(opts, function(err, data) {
          args.callback(err, data);
        });
      }
    };
    Network.prototype.remove = function(opts, callback) {
      var self2 = this;
      var args = util.processArgs(opts, callback);
      var optsf = {
        path: "/networks/" + this.id,
        method: "DELETE",
        abortSignal: args.opts.abortSignal,
        statusCodes: {
          200: true,
          204: true,
          404: "no such network",
          409: "conflict",
          500: "server error"
        },
        options: args.opts
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          args.callback(err, data);
        });
      }
    };
    Network.prototype.connect = function(opts, callback) {
      var self2 = this;
      var args = util.processArgs(opts, callback);
      var optsf = {
        path: "/networks/" + this.id + "/connect",
        method: "POST",
        abortSignal: args.opts.abortSignal,
        statusCodes: {
          200: true,
          201: true,
          404: "network or container is not found",
          500: "server error"
        },
        options: args.opts
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          args.callback(err, data);
        });
      }
    };
    Network.prototype.disconnect = function(opts, callback) {
      var self2 = this;
      var args = util.processArgs(opts, callback);
      var optsf = {
        path: "/networks/" + this.id + "/disconnect",
        method: "POST",
        abortSignal: args.opts.abortSignal,
        statusCodes: {
          200: true,
          201: true,
          404: "network or container is not found",
          500: "server error"
        },
        options: args.opts
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          args.callback(err, data);
        });
      }
    };
    module2.exports = Network;
  }
});

// node_modules/dockerode/lib/service.js
var require_service = __commonJS({
  "node_modules/dockerode/lib/service.js"(exports2, module2) {
    var util = require_util();
    var Service = function(modem, id) {
      this.modem = modem;
      this.id = id;
    };
    Service.prototype[require("util").inspect.custom] = function() {
      return this;
    };
    Service.prototype.inspect = function(opts, callback) {
      var self2 = this;
      var args = util.processArgs(opts, callback);
      var optsf = {
        path: "/services/" + this.id,
        method: "GET",
        abortSignal: args.opts.abortSignal,
        statusCodes: {
          200: true,
          404: "no such service",
          500: "server error"
        }
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          args.callback(err, data);
        });
      }
    };
    Service.prototype.remove = function(opts, callback) {
      var self2 = this;
      var args = util.processArgs(opts, callback);
      var optsf = {
        path: "/services/" + this.id,
        method: "DELETE",
        abortSignal: args.opts.abortSignal,
        statusCodes: {
          200: true,
          204: true,
          404: "no such service",
          500: "server error"
        }
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          args.callback(err, data);
        });
      }
    };
    Service.prototype.update = function(auth, opts, callback) {
      var self2 = this;
      if (!callback) {
        var t = typeof opts;
        if (t === "function") {
          callback = opts;
          opts = auth;
          auth = opts.authconfig || void 0;
        } else if (t === "undefined") {
          opts = auth;
          auth = opts.authconfig || void 0;
        }
      }
      var optsf = {
        path: "/services/" + this.id + "/update?",
        method: "POST",
        abortSignal: opts && opts.abortSignal,
        statusCodes: {
          200: true,
          404: "no such service",
          500: "server error"
        },
        authconfig: auth,
        options: opts
      };
      if (callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          callback(err, data);
        });
      }
    };
    Service.prototype.logs = function(opts, callback) {
      var self2 = this;
      var args = util.processArgs(opts, callback, {});
      var optsf = {
        path: "/services/" + this.id + "/logs?",
        method: "GET",
        abortSignal: args.opts.abortSignal,
        isStream: args.opts.follow || false,
        statusCodes: {
          200: true,
          404: "no such service",
          500: "server error",
          503: "node is not part of a swarm"
        },
        options: args.opts
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          args.callback(err, data);
        });
      }
    };
    module2.exports = Service;
  }
});

// node_modules/dockerode/lib/plugin.js
var require_plugin = __commonJS({
  "node_modules/dockerode/lib/plugin.js"(exports2, module2) {
    var util = require_util();
    var Plugin = function(modem, name, remote) {
      this.modem = modem;
      this.name = name;
      this.remote = remote || name;
    };
    Plugin.prototype[require("util").inspect.custom] = function() {
      return this;
    };
    Plugin.prototype.inspect = function(opts, callback) {
      var self2 = this;
      var args = util.processArgs(opts, callback);
      var optsf = {
        path: "/plugins/" + this.name + "/json",
        method: "GET",
        abortSignal: args.opts.abortSignal,
        statusCodes: {
          200: true,
          404: "plugin is not installed",
          500: "server error"
        }
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          args.callback(err, data);
        });
      }
    };
    Plugin.prototype.remove = function(opts, callback) {
      var self2 = this;
      var args = util.processArgs(opts, callback);
      var optsf = {
        path: "/plugins/" + this.name + "?",
        method: "DELETE",
        abortSignal: args.opts.abortSignal,
        statusCodes: {
          200: true,
          404: "plugin is not installed",
          500: "server error"
        },
        options: args.opts
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          if (err) return args.callback(err, data);
          args.callback(err, data);
        });
      }
    };
    Plugin.prototype.privileges = function(opts, callback) {
      var self2 = this;
      var args = util.processArgs(opts, callback);
      var optsf = {
        path: "/plugins/privileges?",
        method: "GET",
        options: {
          "remote": this.remote
        },
        abortSignal: args.opts.abortSignal,
        statusCodes: {
          200: true,
          500: "server error"
        }
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          args.callback(err, data);
        });
      }
    };
    Plugin.prototype.pull = function(opts, callback) {
      var self2 = this;
      var args = util.processArgs(opts, callback);
      if (args.opts._query && !args.opts._query.name) {
        args.opts._query.name = this.name;
      }
      if (args.opts._query && !args.opts._query.remote) {
        args.opts._query.remote = this.remote;
      }
      var optsf = {
        path: "/plugins/pull?",
        method: "POST",
        abortSignal: args.opts.abortSignal,
        isStream: true,
        options: args.opts,
        statusCodes: {
          200: true,
          // unofficial, but proxies may return it
          204: true,
          500: "server error"
        }
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          args.callback(err, data);
        });
      }
    };
    Plugin.prototype.enable = function(opts, callback) {
      var self2 = this;
      var args = util.processArgs(opts, callback);
      var optsf = {
        path: "/plugins/" + this.name + "/enable?",
        method: "POST",
        abortSignal: args.opts.abortSignal,
        statusCodes: {
          200: true,
          500: "server error"
        },
        options: args.opts
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          args.callback(err, data);
        });
      }
    };
    Plugin.prototype.disable = function(opts, callback) {
      var self2 = this;
      var args = util.processArgs(opts, callback);
      var optsf = {
        path: "/plugins/" + this.name + "/disable",
        method: "POST",
        abortSignal: args.opts.abortSignal,
        statusCodes: {
          200: true,
          500: "server error"
        },
        options: args.opts
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          args.callback(err, data);
        });
      }
    };
    Plugin.prototype.push = function(opts, callback) {
      var self2 = this;
      var args = util.processArgs(opts, callback);
      var optsf = {
        path: "/plugins/" + this.name + "/push",
        method: "POST",
        abortSignal: args.opts.abortSignal,
        statusCodes: {
          200: true,
          404: "plugin not installed",
          500: "server error"
        },
        options: args.opts
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          args.callback(err, data);
        });
      }
    };
    Plugin.prototype.configure = function(opts, callback) {
      var self2 = this;
      var args = util.processArgs(opts, callback);
      var optsf = {
        path: "/plugins/" + this.name + "/set",
        method: "POST",
        abortSignal: args.opts.abortSignal,
        statusCodes: {
          200: true,
          204: true,
          404: "plugin not installed",
          500: "server error"
        },
        options: args.opts
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          args.callback(err, data);
        });
      }
    };
    Plugin.prototype.upgrade = function(auth, opts, callback) {
      var self2 = this;
      if (!callback && typeof opts === "function") {
        callback = opts;
        opts = auth;
        auth = opts.authconfig || void 0;
      }
      var optsf = {
        path: "/plugins/" + this.name + "/upgrade?",
        method: "POST",
        abortSignal: opts && opts.abortSignal,
        statusCodes: {
          200: true,
          204: true,
          404: "plugin not installed",
          500: "server error"
        },
        authconfig: auth,
        options: opts
      };
      if (callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          callback(err, data);
        });
      }
    };
    module2.exports = Plugin;
  }
});

// node_modules/dockerode/lib/secret.js
var require_secret = __commonJS({
  "node_modules/dockerode/lib/secret.js"(exports2, module2) {
    var util = require_util();
    var Secret = function(modem, id) {
      this.modem = modem;
      this.id = id;
    };
    Secret.prototype[require("util").inspect.custom] = function() {
      return this;
    };
    Secret.prototype.inspect = function(opts, callback) {
      var self2 = this;
      var args = util.processArgs(opts, callback);
      var optsf = {
        path: "/secrets/" + this.id,
        method: "GET",
        abortSignal: args.opts.abortSignal,
        statusCodes: {
          200: true,
          404: "secret not found",
          406: "node is not part of a swarm",
          500: "server error"
        }
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          args.callback(err, data);
        });
      }
    };
    Secret.prototype.update = function(opts, callback) {
      var self2 = this;
      if (!callback && typeof opts === "function") {
        callback = opts;
      }
      var optsf = {
        path: "/secrets/" + this.id + "/update?",
        method: "POST",
        abortSignal: opts && opts.abortSignal,
        statusCodes: {
          200: true,
          404: "secret not found",
          500: "server error"
        },
        options: opts
      };
      if (callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          callback(err, data);
        });
      }
    };
    Secret.prototype.remove = function(opts, callback) {
      var self2 = this;
      var args = util.processArgs(opts, callback);
      var optsf = {
        path: "/secrets/" + this.id,
        method: "DELETE",
        abortSignal: args.opts.abortSignal,
        statusCodes: {
          200: true,
          204: true,
          404: "secret not found",
          500: "server error"
        },
        options: args.opts
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          args.callback(err, data);
        });
      }
    };
    module2.exports = Secret;
  }
});

// node_modules/dockerode/lib/config.js
var require_config = __commonJS({
  "node_modules/dockerode/lib/config.js"(exports2, module2) {
    var util = require_util();
    var Config = function(modem, id) {
      this.modem = modem;
      this.id = id;
    };
    Config.prototype[require("util").inspect.custom] = function() {
      return this;
    };
    Config.prototype.inspect = function(opts, callback) {
      var self2 = this;
      var args = util.processArgs(opts, callback);
      var optsf = {
        path: "/configs/" + this.id,
        method: "GET",
        abortSignal: args.opts.abortSignal,
        statusCodes: {
          200: true,
          404: "config not found",
          500: "server error",
          503: "node is not part of a swarm"
        }
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          args.callback(err, data);
        });
      }
    };
    Config.prototype.update = function(opts, callback) {
      var self2 = this;
      var args = util.processArgs(opts, callback);
      var optsf = {
        path: "/configs/" + this.id + "/update?",
        method: "POST",
        abortSignal: args.opts.abortSignal,
        statusCodes: {
          200: true,
          404: "config not found",
          500: "server error",
          503: "node is not part of a swarm"
        },
        options: args.opts
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          args.callback(err, data);
        });
      }
    };
    Config.prototype.remove = function(opts, callback) {
      var self2 = this;
      var args = util.processArgs(opts, callback);
      var optsf = {
        path: "/configs/" + this.id,
        method: "DELETE",
        abortSignal: args.opts.abortSignal,
        statusCodes: {
          200: true,
          204: true,
          404: "config not found",
          500: "server error",
          503: "node is not part of a swarm"
        },
        options: args.opts
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          args.callback(err, data);
        });
      }
    };
    module2.exports = Config;
  }
});

// node_modules/dockerode/lib/task.js
var require_task = __commonJS({
  "node_modules/dockerode/lib/task.js"(exports2, module2) {
    var util = require_util();
    var Task = function(modem, id) {
      this.modem = modem;
      this.id = id;
      this.defaultOptions = {
        log: {}
      };
    };
    Task.prototype[require("util").inspect.custom] = function() {
      return this;
    };
    Task.prototype.inspect = function(opts, callback) {
      var self2 = this;
      var args = util.processArgs(opts, callback);
      var optsf = {
        path: "/tasks/" + this.id,
        method: "GET",
        abortSignal: args.opts.abortSignal,
        statusCodes: {
          200: true,
          404: "unknown task",
          500: "server error"
        }
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          args.callback(err, data);
        });
      }
    };
    Task.prototype.logs = function(opts, callback) {
      var self2 = this;
      var args = util.processArgs(opts, callback, this.defaultOptions.log);
      var optsf = {
        path: "/tasks/" + this.id + "/logs?",
        method: "GET",
        abortSignal: args.opts.abortSignal,
        isStream: args.opts.follow || false,
        statusCodes: {
          101: true,
          200: true,
          404: "no such container",
          500: "server error",
          503: "node is not part of a swarm"
        },
        options: args.opts
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          args.callback(err, data);
        });
      }
    };
    module2.exports = Task;
  }
});

// node_modules/dockerode/lib/node.js
var require_node3 = __commonJS({
  "node_modules/dockerode/lib/node.js"(exports2, module2) {
    var util = require_util();
    var Node = function(modem, id) {
      this.modem = modem;
      this.id = id;
    };
    Node.prototype[require("util").inspect.custom] = function() {
      return this;
    };
    Node.prototype.inspect = function(opts, callback) {
      var self2 = this;
      var args = util.processArgs(opts, callback);
      var optsf = {
        path: "/nodes/" + this.id,
        method: "GET",
        abortSignal: args.opts.abortSignal,
        statusCodes: {
          200: true,
          404: "no such node",
          500: "server error"
        }
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          args.callback(err, data);
        });
      }
    };
    Node.prototype.update = function(opts, callback) {
      var self2 = this;
      if (!callback && typeof opts === "function") {
        callback = opts;
      }
      var optsf = {
        path: "/nodes/" + this.id + "/update?",
        method: "POST",
        abortSignal: opts && opts.abortSignal,
        statusCodes: {
          200: true,
          404: "no such node",
          406: "node is not part of a swarm",
          500: "server error"
        },
        options: opts
      };
      if (callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          callback(err, data);
        });
      }
    };
    Node.prototype.remove = function(opts, callback) {
      var self2 = this;
      var args = util.processArgs(opts, callback);
      var optsf = {
        path: "/nodes/" + this.id + "?",
        method: "DELETE",
        abortSignal: args.opts.abortSignal,
        statusCodes: {
          200: true,
          404: "no such node",
          500: "server error"
        },
        options: args.opts
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          args.callback(err, data);
        });
      }
    };
    module2.exports = Node;
  }
});

// left-out:@grpc/grpc-js
var require_grpc_js = __commonJS({
  "left-out:@grpc/grpc-js"(exports2, module2) {
    module2.exports = new Proxy({}, { get(_, name) {
      if (name === "__esModule" || typeof name === "symbol") return void 0;
      return () => {
        throw new Error("@grpc/grpc-js is not part of this bundle");
      };
    } });
  }
});

// left-out:@grpc/proto-loader
var require_proto_loader = __commonJS({
  "left-out:@grpc/proto-loader"(exports2, module2) {
    module2.exports = new Proxy({}, { get(_, name) {
      if (name === "__esModule" || typeof name === "symbol") return void 0;
      return () => {
        throw new Error("@grpc/proto-loader is not part of this bundle");
      };
    } });
  }
});

// node_modules/dockerode/lib/session.js
var require_session = __commonJS({
  "node_modules/dockerode/lib/session.js"(exports2, module2) {
    var grpc = require_grpc_js();
    var protoLoader = require_proto_loader();
    var path5 = require("path");
    var crypto2 = require("crypto");
    function withSession(docker, auth, handler) {
      const sessionId = crypto2.randomUUID();
      const opts = {
        method: "POST",
        path: "/session",
        hijack: true,
        headers: {
          Upgrade: "h2c",
          "X-Docker-Expose-Session-Uuid": sessionId,
          "X-Docker-Expose-Session-Name": "testcontainers"
        },
        statusCodes: {
          200: true,
          500: "server error"
        }
      };
      docker.modem.dial(opts, function(err, socket) {
        if (err) {
          return handler(err, null, () => void 0);
        }
        const server = new grpc.Server();
        const creds = grpc.ServerCredentials.createInsecure();
        const injector = server.createConnectionInjector(creds);
        injector.injectConnection(socket);
        const pkg = protoLoader.loadSync(
          path5.resolve(__dirname, "proto", "auth.proto")
        );
        const service = grpc.loadPackageDefinition(pkg);
        server.addService(service.moby.filesync.v1.Auth.service, {
          Credentials({ request }, callback) {
            if (auth) {
              callback(null, {
                Username: auth.username,
                Secret: auth.password
              });
            } else {
              callback(null, {});
            }
          }
        });
        function done() {
          server.forceShutdown();
          socket.end();
        }
        handler(null, sessionId, done);
      });
    }
    module2.exports = withSession;
  }
});

// left-out:protobufjs
var require_protobufjs = __commonJS({
  "left-out:protobufjs"(exports2, module2) {
    module2.exports = new Proxy({}, { get(_, name) {
      if (name === "__esModule" || typeof name === "symbol") return void 0;
      return () => {
        throw new Error("protobufjs is not part of this bundle");
      };
    } });
  }
});

// node_modules/dockerode/lib/buildkit.js
var require_buildkit = __commonJS({
  "node_modules/dockerode/lib/buildkit.js"(exports2, module2) {
    var protobuf = require_protobufjs();
    var path5 = require("path");
    var BUILDKIT_TRACE_ID = "moby.buildkit.trace";
    var BUILDKIT_IMAGE_ID = "moby.image.id";
    var PROTO_TYPE = "moby.buildkit.v1.StatusResponse";
    var ENCODING_UTF8 = "utf8";
    var ENCODING_BASE64 = "base64";
    var StatusResponse;
    function loadProto() {
      if (StatusResponse) return StatusResponse;
      var root2 = protobuf.loadSync(
        path5.resolve(__dirname, "proto", "buildkit_status.proto")
      );
      StatusResponse = root2.lookupType(PROTO_TYPE);
      return StatusResponse;
    }
    function decodeBuildKitStatus(base64Data) {
      var StatusResponse2 = loadProto();
      if (!base64Data || base64Data.length === 0) {
        return {
          vertexes: [],
          statuses: [],
          logs: [],
          warnings: []
        };
      }
      var buffer = Buffer.from(base64Data, ENCODING_BASE64);
      var message = StatusResponse2.decode(buffer);
      return StatusResponse2.toObject(message, {
        longs: String,
        enums: String,
        bytes: String,
        defaults: true
      });
    }
    function formatBuildKitStatus(status3) {
      var lines3 = [];
      if (status3.vertexes && status3.vertexes.length > 0) {
        status3.vertexes.forEach(function(vertex) {
          if (vertex.name && vertex.started && !vertex.completed) {
            lines3.push("[" + vertex.digest.substring(0, 12) + "] " + vertex.name);
          }
          if (vertex.error) {
            lines3.push("ERROR: " + vertex.error);
          }
          if (vertex.completed && vertex.cached) {
            lines3.push("CACHED: " + vertex.name);
          }
        });
      }
      if (status3.logs && status3.logs.length > 0) {
        status3.logs.forEach(function(log) {
          var msg = Buffer.from(log.msg).toString(ENCODING_UTF8);
          if (msg.trim()) {
            lines3.push(msg.trimEnd());
          }
        });
      }
      if (status3.statuses && status3.statuses.length > 0) {
        status3.statuses.forEach(function(s) {
          if (s.name && s.total > 0) {
            var percent2 = Math.floor(s.current / s.total * 100);
            lines3.push(s.name + ": " + percent2 + "% (" + s.current + "/" + s.total + ")");
          }
        });
      }
      if (status3.warnings && status3.warnings.length > 0) {
        status3.warnings.forEach(function(warning2) {
          var msg = Buffer.from(warning2.short).toString(ENCODING_UTF8);
          lines3.push("WARNING: " + msg);
        });
      }
      return lines3;
    }
    function parseBuildKitLine(line3) {
      try {
        var json = JSON.parse(line3);
        if (json.id === BUILDKIT_TRACE_ID && json.aux !== void 0) {
          var status3 = decodeBuildKitStatus(json.aux);
          var logs = formatBuildKitStatus(status3);
          return {
            isBuildKit: true,
            logs,
            raw: status3
          };
        }
        if (json.id === BUILDKIT_IMAGE_ID && json.aux && json.aux.ID) {
          return {
            isBuildKit: true,
            logs: ["Built image: " + json.aux.ID],
            raw: json.aux
          };
        }
        return {
          isBuildKit: false,
          logs: [],
          raw: json
        };
      } catch (e) {
        return {
          isBuildKit: false,
          logs: [],
          raw: null,
          error: e.message
        };
      }
    }
    function followProgress(stream, onFinished, onProgress) {
      var buffer = "";
      var output2 = [];
      var finished2 = false;
      stream.on("data", onStreamEvent);
      stream.on("error", onStreamError);
      stream.on("end", onStreamEnd);
      stream.on("close", onStreamEnd);
      function onStreamEvent(data) {
        buffer += data.toString();
        var lines3 = buffer.split("\n");
        buffer = lines3.pop();
        lines3.forEach(function(line3) {
          if (!line3.trim()) return;
          processLine(line3);
        });
      }
      function processLine(line3) {
        try {
          var result2 = parseBuildKitLine(line3);
          if (result2.isBuildKit) {
            result2.logs.forEach(function(log) {
              var event = { stream: log + "\n" };
              output2.push(event);
              if (onProgress) onProgress(event);
            });
          } else if (result2.raw) {
            output2.push(result2.raw);
            if (onProgress) onProgress(result2.raw);
          }
        } catch (e) {
          try {
            var json = JSON.parse(line3);
            output2.push(json);
            if (onProgress) onProgress(json);
          } catch (e2) {
          }
        }
      }
      function onStreamError(err) {
        finished2 = true;
        stream.removeListener("data", onStreamEvent);
        stream.removeListener("error", onStreamError);
        stream.removeListener("end", onStreamEnd);
        stream.removeListener("close", onStreamEnd);
        if (onFinished) onFinished(err, output2);
      }
      function onStreamEnd() {
        if (finished2) return;
        finished2 = true;
        if (buffer.trim()) {
          processLine(buffer);
        }
        stream.removeListener("data", onStreamEvent);
        stream.removeListener("error", onStreamError);
        stream.removeListener("end", onStreamEnd);
        stream.removeListener("close", onStreamEnd);
        if (onFinished) onFinished(null, output2);
      }
    }
    module2.exports = {
      followProgress
    };
  }
});

// node_modules/dockerode/lib/docker.js
var require_docker = __commonJS({
  "node_modules/dockerode/lib/docker.js"(exports2, module2) {
    var EventEmitter2 = require("events").EventEmitter;
    var Modem = require_modem();
    var Container = require_container();
    var Image = require_image();
    var Volume = require_volume();
    var Network = require_network();
    var Service = require_service();
    var Plugin = require_plugin();
    var Secret = require_secret();
    var Config = require_config();
    var Task = require_task();
    var Node = require_node3();
    var Exec = require_exec();
    var util = require_util();
    var withSession = require_session();
    var extend = util.extend;
    var Docker2 = function(opts) {
      if (!(this instanceof Docker2)) return new Docker2(opts);
      var plibrary = global.Promise;
      if (opts && opts.Promise) {
        plibrary = opts.Promise;
        if (Object.keys(opts).length === 1) {
          opts = void 0;
        }
      }
      if (opts && opts.modem) {
        this.modem = opts.modem;
      } else {
        this.modem = new Modem(opts);
      }
      this.modem.Promise = plibrary;
    };
    Docker2.prototype.createContainer = function(opts, callback) {
      var self2 = this;
      var optsf = {
        path: "/containers/create?",
        method: "POST",
        options: opts,
        authconfig: opts.authconfig,
        abortSignal: opts.abortSignal,
        statusCodes: {
          200: true,
          // unofficial, but proxies may return it
          201: true,
          400: "bad parameter",
          404: "no such container",
          406: "impossible to attach",
          500: "server error"
        }
      };
      delete opts.authconfig;
      if (callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(self2.getContainer(data.Id));
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          if (err) return callback(err, data);
          callback(err, self2.getContainer(data.Id));
        });
      }
    };
    Docker2.prototype.createImage = function(auth, opts, callback) {
      var self2 = this;
      if (!callback && typeof opts === "function") {
        callback = opts;
        opts = auth;
        auth = opts.authconfig || void 0;
      } else if (!callback && !opts) {
        opts = auth;
        auth = opts.authconfig;
      }
      var optsf = {
        path: "/images/create?",
        method: "POST",
        options: opts,
        authconfig: auth,
        abortSignal: opts.abortSignal,
        isStream: true,
        statusCodes: {
          200: true,
          500: "server error"
        }
      };
      if (callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          callback(err, data);
        });
      }
    };
    Docker2.prototype.loadImage = function(file, opts, callback) {
      var self2 = this;
      if (!callback && typeof opts === "function") {
        callback = opts;
        opts = null;
      }
      var optsf = {
        path: "/images/load?",
        method: "POST",
        options: opts,
        file,
        abortSignal: opts && opts.abortSignal,
        isStream: true,
        statusCodes: {
          200: true,
          500: "server error"
        }
      };
      if (callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          callback(err, data);
        });
      }
    };
    Docker2.prototype.importImage = function(file, opts, callback) {
      var self2 = this;
      if (!callback && typeof opts === "function") {
        callback = opts;
        opts = void 0;
      }
      if (!opts)
        opts = {};
      opts.fromSrc = "-";
      var optsf = {
        path: "/images/create?",
        method: "POST",
        options: opts,
        file,
        abortSignal: opts.abortSignal,
        isStream: true,
        statusCodes: {
          200: true,
          500: "server error"
        }
      };
      if (callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          callback(err, data);
        });
      }
    };
    Docker2.prototype.checkAuth = function(opts, callback) {
      var self2 = this;
      var optsf = {
        path: "/auth",
        method: "POST",
        options: opts,
        abortSignal: opts.abortSignal,
        statusCodes: {
          200: true,
          204: true,
          500: "server error"
        }
      };
      if (callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          callback(err, data);
        });
      }
    };
    Docker2.prototype.buildImage = function(file, opts, callback) {
      var self2 = this;
      if (!callback && typeof opts === "function") {
        callback = opts;
        opts = null;
      }
      var optsf = {
        path: "/build?",
        method: "POST",
        file: void 0,
        options: opts,
        abortSignal: opts && opts.abortSignal,
        isStream: true,
        statusCodes: {
          200: true,
          500: "server error"
        }
      };
      if (opts) {
        if (opts.registryconfig) {
          optsf.registryconfig = optsf.options.registryconfig;
          delete optsf.options.registryconfig;
        }
        if (opts.authconfig) {
          optsf.authconfig = optsf.options.authconfig;
          delete optsf.options.authconfig;
        }
        if (opts.cachefrom && Array.isArray(opts.cachefrom)) {
          optsf.options.cachefrom = JSON.stringify(opts.cachefrom);
        }
      }
      function dial(callback2) {
        util.prepareBuildContext(file, (ctx) => {
          optsf.file = ctx;
          self2.modem.dial(optsf, callback2);
        });
      }
      function dialWithSession(callback2) {
        if (opts?.version === "2") {
          withSession(self2, optsf.authconfig, (err, sessionId, done) => {
            if (err) {
              return callback2(err);
            }
            optsf.options.session = sessionId;
            dial((err2, data) => {
              callback2(err2, data);
              if (data) {
                data.on("end", done);
              }
            });
          });
        } else {
          dial(callback2);
        }
      }
      if (callback === void 0) {
        return new self2.modem.Promise(function(resolve20, reject) {
          dialWithSession(function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        dialWithSession(callback);
      }
    };
    Docker2.prototype.followProgress = function(stream, onFinished, onProgress) {
      var buildkit = require_buildkit();
      return buildkit.followProgress(stream, onFinished, onProgress);
    };
    Docker2.prototype.getContainer = function(id) {
      return new Container(this.modem, id);
    };
    Docker2.prototype.getImage = function(name) {
      return new Image(this.modem, name);
    };
    Docker2.prototype.getVolume = function(name) {
      return new Volume(this.modem, name);
    };
    Docker2.prototype.getPlugin = function(name, remote) {
      return new Plugin(this.modem, name, remote);
    };
    Docker2.prototype.getService = function(id) {
      return new Service(this.modem, id);
    };
    Docker2.prototype.getTask = function(id) {
      return new Task(this.modem, id);
    };
    Docker2.prototype.getNode = function(id) {
      return new Node(this.modem, id);
    };
    Docker2.prototype.getNetwork = function(id) {
      return new Network(this.modem, id);
    };
    Docker2.prototype.getSecret = function(id) {
      return new Secret(this.modem, id);
    };
    Docker2.prototype.getConfig = function(id) {
      return new Config(this.modem, id);
    };
    Docker2.prototype.getExec = function(id) {
      return new Exec(this.modem, id);
    };
    Docker2.prototype.listContainers = function(opts, callback) {
      var self2 = this;
      var args = util.processArgs(opts, callback);
      var optsf = {
        path: "/containers/json?",
        method: "GET",
        options: args.opts,
        abortSignal: args.opts.abortSignal,
        statusCodes: {
          200: true,
          400: "bad parameter",
          500: "server error"
        }
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          args.callback(err, data);
        });
      }
    };
    Docker2.prototype.listImages = function(opts, callback) {
      var self2 = this;
      var args = util.processArgs(opts, callback);
      var optsf = {
        path: "/images/json?",
        method: "GET",
        options: args.opts,
        abortSignal: args.opts.abortSignal,
        statusCodes: {
          200: true,
          400: "bad parameter",
          500: "server error"
        }
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          args.callback(err, data);
        });
      }
    };
    Docker2.prototype.getImages = function(opts, callback) {
      var self2 = this;
      var args = util.processArgs(opts, callback);
      var optsf = {
        path: "/images/get?",
        method: "GET",
        options: args.opts,
        abortSignal: args.opts.abortSignal,
        isStream: true,
        statusCodes: {
          200: true,
          400: "bad parameter",
          500: "server error"
        }
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          args.callback(err, data);
        });
      }
    };
    Docker2.prototype.listServices = function(opts, callback) {
      var self2 = this;
      var args = util.processArgs(opts, callback);
      var optsf = {
        path: "/services?",
        method: "GET",
        options: args.opts,
        abortSignal: args.opts.abortSignal,
        statusCodes: {
          200: true,
          500: "server error"
        }
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          args.callback(err, data);
        });
      }
    };
    Docker2.prototype.listNodes = function(opts, callback) {
      var self2 = this;
      var args = util.processArgs(opts, callback);
      var optsf = {
        path: "/nodes?",
        method: "GET",
        options: args.opts,
        abortSignal: args.opts.abortSignal,
        statusCodes: {
          200: true,
          400: "bad parameter",
          404: "no such node",
          500: "server error",
          503: "node is not part of a swarm"
        }
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          args.callback(err, data);
        });
      }
    };
    Docker2.prototype.listTasks = function(opts, callback) {
      var self2 = this;
      var args = util.processArgs(opts, callback);
      var optsf = {
        path: "/tasks?",
        method: "GET",
        options: args.opts,
        abortSignal: args.opts.abortSignal,
        statusCodes: {
          200: true,
          500: "server error"
        }
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          args.callback(err, data);
        });
      }
    };
    Docker2.prototype.createSecret = function(opts, callback) {
      var args = util.processArgs(opts, callback);
      var self2 = this;
      var optsf = {
        path: "/secrets/create?",
        method: "POST",
        options: args.opts,
        abortSignal: args.opts.abortSignal,
        statusCodes: {
          200: true,
          // unofficial, but proxies may return it
          201: true,
          406: "server error or node is not part of a swarm",
          409: "name conflicts with an existing object",
          500: "server error"
        }
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(self2.getSecret(data.ID));
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          if (err) return args.callback(err, data);
          args.callback(err, self2.getSecret(data.ID));
        });
      }
    };
    Docker2.prototype.createConfig = function(opts, callback) {
      var args = util.processArgs(opts, callback);
      var self2 = this;
      var optsf = {
        path: "/configs/create?",
        method: "POST",
        options: args.opts,
        abortSignal: args.opts.abortSignal,
        statusCodes: {
          200: true,
          // unofficial, but proxies may return it
          201: true,
          406: "server error or node is not part of a swarm",
          409: "name conflicts with an existing object",
          500: "server error"
        }
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(self2.getConfig(data.ID));
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          if (err) return args.callback(err, data);
          args.callback(err, self2.getConfig(data.ID));
        });
      }
    };
    Docker2.prototype.listSecrets = function(opts, callback) {
      var self2 = this;
      var args = util.processArgs(opts, callback);
      var optsf = {
        path: "/secrets?",
        method: "GET",
        options: args.opts,
        abortSignal: args.opts.abortSignal,
        statusCodes: {
          200: true,
          500: "server error"
        }
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          args.callback(err, data);
        });
      }
    };
    Docker2.prototype.listConfigs = function(opts, callback) {
      var self2 = this;
      var args = util.processArgs(opts, callback);
      var optsf = {
        path: "/configs?",
        method: "GET",
        options: args.opts,
        abortSignal: args.opts.abortSignal,
        statusCodes: {
          200: true,
          500: "server error"
        }
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          args.callback(err, data);
        });
      }
    };
    Docker2.prototype.createPlugin = function(opts, callback) {
      var self2 = this;
      var args = util.processArgs(opts, callback);
      var optsf = {
        path: "/plugins/create?",
        method: "POST",
        options: args.opts,
        abortSignal: args.opts.abortSignal,
        statusCodes: {
          200: true,
          // unofficial, but proxies may return it
          204: true,
          500: "server error"
        }
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(self2.getPlugin(args.opts.name));
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          if (err) return args.callback(err, data);
          args.callback(err, self2.getPlugin(args.opts.name));
        });
      }
    };
    Docker2.prototype.listPlugins = function(opts, callback) {
      var self2 = this;
      var args = util.processArgs(opts, callback);
      var optsf = {
        path: "/plugins?",
        method: "GET",
        options: args.opts,
        abortSignal: args.opts.abortSignal,
        statusCodes: {
          200: true,
          500: "server error"
        }
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          args.callback(err, data);
        });
      }
    };
    Docker2.prototype.pruneImages = function(opts, callback) {
      var self2 = this;
      var args = util.processArgs(opts, callback);
      var optsf = {
        path: "/images/prune?",
        method: "POST",
        options: args.opts,
        abortSignal: args.opts.abortSignal,
        statusCodes: {
          200: true,
          500: "server error"
        }
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          args.callback(err, data);
        });
      }
    };
    Docker2.prototype.pruneBuilder = function(opts, callback) {
      var self2 = this;
      var args = util.processArgs(opts, callback);
      var optsf = {
        path: "/build/prune",
        method: "POST",
        abortSignal: args.opts.abortSignal,
        statusCodes: {
          200: true,
          500: "server error"
        }
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          args.callback(err, data);
        });
      }
    };
    Docker2.prototype.pruneContainers = function(opts, callback) {
      var self2 = this;
      var args = util.processArgs(opts, callback);
      var optsf = {
        path: "/containers/prune?",
        method: "POST",
        options: args.opts,
        abortSignal: args.opts.abortSignal,
        statusCodes: {
          200: true,
          500: "server error"
        }
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          args.callback(err, data);
        });
      }
    };
    Docker2.prototype.pruneVolumes = function(opts, callback) {
      var self2 = this;
      var args = util.processArgs(opts, callback);
      var optsf = {
        path: "/volumes/prune?",
        method: "POST",
        options: args.opts,
        abortSignal: args.opts.abortSignal,
        statusCodes: {
          200: true,
          500: "server error"
        }
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          args.callback(err, data);
        });
      }
    };
    Docker2.prototype.pruneNetworks = function(opts, callback) {
      var self2 = this;
      var args = util.processArgs(opts, callback);
      var optsf = {
        path: "/networks/prune?",
        method: "POST",
        options: args.opts,
        abortSignal: args.opts.abortSignal,
        statusCodes: {
          200: true,
          500: "server error"
        }
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          args.callback(err, data);
        });
      }
    };
    Docker2.prototype.createVolume = function(opts, callback) {
      var self2 = this;
      var args = util.processArgs(opts, callback);
      var optsf = {
        path: "/volumes/create?",
        method: "POST",
        allowEmpty: true,
        options: args.opts,
        abortSignal: args.opts.abortSignal,
        statusCodes: {
          200: true,
          // unofficial, but proxies may return it
          201: true,
          500: "server error"
        }
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(self2.getVolume(data.Name));
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          if (err) return args.callback(err, data);
          args.callback(err, self2.getVolume(data.Name));
        });
      }
    };
    Docker2.prototype.createService = function(auth, opts, callback) {
      if (!callback && typeof opts === "function") {
        callback = opts;
        opts = auth;
        auth = opts.authconfig || void 0;
      } else if (!opts && !callback) {
        opts = auth;
      }
      var self2 = this;
      var optsf = {
        path: "/services/create",
        method: "POST",
        options: opts,
        authconfig: auth,
        abortSignal: opts && opts.abortSignal,
        statusCodes: {
          200: true,
          201: true,
          500: "server error"
        }
      };
      if (callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(self2.getService(data.ID || data.Id));
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          if (err) return callback(err, data);
          callback(err, self2.getService(data.ID || data.Id));
        });
      }
    };
    Docker2.prototype.listVolumes = function(opts, callback) {
      var self2 = this;
      var args = util.processArgs(opts, callback);
      var optsf = {
        path: "/volumes?",
        method: "GET",
        options: args.opts,
        abortSignal: args.opts.abortSignal,
        statusCodes: {
          200: true,
          400: "bad parameter",
          500: "server error"
        }
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          args.callback(err, data);
        });
      }
    };
    Docker2.prototype.createNetwork = function(opts, callback) {
      var self2 = this;
      var args = util.processArgs(opts, callback);
      var optsf = {
        path: "/networks/create?",
        method: "POST",
        options: args.opts,
        abortSignal: args.opts.abortSignal,
        statusCodes: {
          200: true,
          // unofficial, but proxies may return it
          201: true,
          404: "driver not found",
          500: "server error"
        }
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(self2.getNetwork(data.Id));
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          if (err) return args.callback(err, data);
          args.callback(err, self2.getNetwork(data.Id));
        });
      }
    };
    Docker2.prototype.listNetworks = function(opts, callback) {
      var self2 = this;
      var args = util.processArgs(opts, callback);
      var optsf = {
        path: "/networks?",
        method: "GET",
        options: args.opts,
        abortSignal: args.opts.abortSignal,
        statusCodes: {
          200: true,
          400: "bad parameter",
          500: "server error"
        }
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          args.callback(err, data);
        });
      }
    };
    Docker2.prototype.searchImages = function(opts, callback) {
      var self2 = this;
      var optsf = {
        path: "/images/search?",
        method: "GET",
        options: opts,
        authconfig: opts.authconfig,
        abortSignal: opts.abortSignal,
        statusCodes: {
          200: true,
          500: "server error"
        }
      };
      if (callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          callback(err, data);
        });
      }
    };
    Docker2.prototype.info = function(opts, callback) {
      var self2 = this;
      var args = util.processArgs(opts, callback);
      var opts = {
        path: "/info",
        method: "GET",
        abortSignal: args.opts.abortSignal,
        statusCodes: {
          200: true,
          500: "server error"
        }
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(opts, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(opts, function(err, data) {
          args.callback(err, data);
        });
      }
    };
    Docker2.prototype.version = function(opts, callback) {
      var self2 = this;
      var args = util.processArgs(opts, callback);
      var opts = {
        path: "/version",
        method: "GET",
        abortSignal: args.opts.abortSignal,
        statusCodes: {
          200: true,
          500: "server error"
        }
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(opts, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(opts, function(err, data) {
          args.callback(err, data);
        });
      }
    };
    Docker2.prototype.ping = function(opts, callback) {
      var self2 = this;
      var args = util.processArgs(opts, callback);
      var optsf = {
        path: "/_ping",
        method: "GET",
        abortSignal: args.opts.abortSignal,
        statusCodes: {
          200: true,
          500: "server error"
        }
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          args.callback(err, data);
        });
      }
    };
    Docker2.prototype.df = function(opts, callback) {
      var self2 = this;
      var args = util.processArgs(opts, callback);
      var optsf = {
        path: "/system/df",
        method: "GET",
        abortSignal: args.opts.abortSignal,
        statusCodes: {
          200: true,
          500: "server error"
        }
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          args.callback(err, data);
        });
      }
    };
    Docker2.prototype.getEvents = function(opts, callback) {
      var self2 = this;
      var args = util.processArgs(opts, callback);
      var optsf = {
        path: "/events?",
        method: "GET",
        options: args.opts,
        abortSignal: args.opts.abortSignal,
        isStream: true,
        statusCodes: {
          200: true,
          500: "server error"
        }
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          args.callback(err, data);
        });
      }
    };
    Docker2.prototype.pull = function(repoTag, opts, callback, auth) {
      var args = util.processArgs(opts, callback);
      var imageSrc = util.parseRepositoryTag(repoTag);
      args.opts.fromImage = imageSrc.repository;
      args.opts.tag = imageSrc.tag || "latest";
      var argsf = [args.opts, args.callback];
      if (auth) {
        argsf = [auth, args.opts, args.callback];
      }
      return this.createImage.apply(this, argsf);
    };
    Docker2.prototype.pullAll = function(repoTag, opts, callback, auth) {
      var args = util.processArgs(opts, callback);
      var imageSrc = util.parseRepositoryTag(repoTag);
      args.opts.fromImage = imageSrc.repository;
      var argsf = [args.opts, args.callback];
      if (auth) {
        argsf = [auth, args.opts, args.callback];
      }
      return this.createImage.apply(this, argsf);
    };
    Docker2.prototype.run = function(image, cmd, streamo, createOptions, startOptions, callback) {
      if (typeof arguments[arguments.length - 1] === "function") {
        return this.runCallback(image, cmd, streamo, createOptions, startOptions, callback);
      } else {
        return this.runPromise(image, cmd, streamo, createOptions, startOptions);
      }
    };
    Docker2.prototype.runCallback = function(image, cmd, streamo, createOptions, startOptions, callback) {
      if (!callback && typeof createOptions === "function") {
        callback = createOptions;
        createOptions = {};
        startOptions = {};
      } else if (!callback && typeof startOptions === "function") {
        callback = startOptions;
        startOptions = {};
      }
      var hub = new EventEmitter2();
      function handler(err, container) {
        if (err) return callback(err, null, container);
        hub.emit("container", container);
        container.attach({
          stream: true,
          stdout: true,
          stderr: true
        }, function handler2(err2, stream) {
          if (err2) return callback(err2, null, container);
          hub.emit("stream", stream);
          if (streamo) {
            if (streamo instanceof Array) {
              stream.on("end", function() {
                try {
                  streamo[0].end();
                } catch (e) {
                }
                try {
                  streamo[1].end();
                } catch (e) {
                }
              });
              container.modem.demuxStream(stream, streamo[0], streamo[1]);
            } else {
              stream.setEncoding("utf8");
              stream.pipe(streamo, {
                end: true
              });
            }
          }
          container.start(startOptions, function(err3, data) {
            if (err3) return callback(err3, data, container);
            hub.emit("start", container);
            container.wait(function(err4, data2) {
              hub.emit("data", data2);
              callback(err4, data2, container);
            });
          });
        });
      }
      var optsc = {
        "Hostname": "",
        "User": "",
        "AttachStdin": false,
        "AttachStdout": true,
        "AttachStderr": true,
        "Tty": true,
        "OpenStdin": false,
        "StdinOnce": false,
        "Env": null,
        "Cmd": cmd,
        "Image": image,
        "Volumes": {},
        "VolumesFrom": []
      };
      extend(optsc, createOptions);
      this.createContainer(optsc, handler);
      return hub;
    };
    Docker2.prototype.runPromise = function(image, cmd, streamo, createOptions, startOptions) {
      var self2 = this;
      createOptions = createOptions || {};
      startOptions = startOptions || {};
      var optsc = {
        "Hostname": "",
        "User": "",
        "AttachStdin": false,
        "AttachStdout": true,
        "AttachStderr": true,
        "Tty": true,
        "OpenStdin": false,
        "StdinOnce": false,
        "Env": null,
        "Cmd": cmd,
        "Image": image,
        "Volumes": {},
        "VolumesFrom": []
      };
      extend(optsc, createOptions);
      var containero;
      return new this.modem.Promise(function(resolve20, reject) {
        self2.createContainer(optsc).then(function(container) {
          containero = container;
          return container.attach({
            stream: true,
            stdout: true,
            stderr: true
          });
        }).then(function(stream) {
          if (streamo) {
            if (streamo instanceof Array) {
              stream.on("end", function() {
                try {
                  streamo[0].end();
                } catch (e) {
                }
                try {
                  streamo[1].end();
                } catch (e) {
                }
              });
              containero.modem.demuxStream(stream, streamo[0], streamo[1]);
            } else {
              stream.setEncoding("utf8");
              stream.pipe(streamo, {
                end: true
              });
            }
          }
          return containero.start(startOptions);
        }).then(function(data) {
          return containero.wait();
        }).then(function(data) {
          resolve20([data, containero]);
        }).catch(function(err) {
          reject(err);
        });
      });
    };
    Docker2.prototype.swarmInit = function(opts, callback) {
      var self2 = this;
      var args = util.processArgs(opts, callback);
      var optsf = {
        path: "/swarm/init",
        method: "POST",
        abortSignal: args.opts.abortSignal,
        statusCodes: {
          200: true,
          400: "bad parameter",
          406: "node is already part of a Swarm"
        },
        options: args.opts
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          args.callback(err, data);
        });
      }
    };
    Docker2.prototype.swarmJoin = function(opts, callback) {
      var self2 = this;
      var args = util.processArgs(opts, callback);
      var optsf = {
        path: "/swarm/join",
        method: "POST",
        abortSignal: args.opts.abortSignal,
        statusCodes: {
          200: true,
          400: "bad parameter",
          406: "node is already part of a Swarm"
        },
        options: args.opts
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          args.callback(err, data);
        });
      }
    };
    Docker2.prototype.swarmLeave = function(opts, callback) {
      var self2 = this;
      var args = util.processArgs(opts, callback);
      var optsf = {
        path: "/swarm/leave?",
        method: "POST",
        abortSignal: args.opts.abortSignal,
        statusCodes: {
          200: true,
          406: "node is not part of a Swarm"
        },
        options: args.opts
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          args.callback(err, data);
        });
      }
    };
    Docker2.prototype.swarmUpdate = function(opts, callback) {
      var self2 = this;
      var args = util.processArgs(opts, callback);
      var optsf = {
        path: "/swarm/update?",
        method: "POST",
        abortSignal: args.opts.abortSignal,
        statusCodes: {
          200: true,
          400: "bad parameter",
          406: "node is already part of a Swarm"
        },
        options: args.opts
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          args.callback(err, data);
        });
      }
    };
    Docker2.prototype.swarmInspect = function(opts, callback) {
      var self2 = this;
      var args = util.processArgs(opts, callback);
      var optsf = {
        path: "/swarm",
        method: "GET",
        abortSignal: args.opts.abortSignal,
        statusCodes: {
          200: true,
          406: "This node is not a swarm manager",
          500: "server error"
        }
      };
      if (args.callback === void 0) {
        return new this.modem.Promise(function(resolve20, reject) {
          self2.modem.dial(optsf, function(err, data) {
            if (err) {
              return reject(err);
            }
            resolve20(data);
          });
        });
      } else {
        this.modem.dial(optsf, function(err, data) {
          args.callback(err, data);
        });
      }
    };
    Docker2.Container = Container;
    Docker2.Image = Image;
    Docker2.Volume = Volume;
    Docker2.Network = Network;
    Docker2.Service = Service;
    Docker2.Plugin = Plugin;
    Docker2.Secret = Secret;
    Docker2.Task = Task;
    Docker2.Node = Node;
    Docker2.Exec = Exec;
    module2.exports = Docker2;
  }
});

// src/lib/digest.ts
async function digestFile(path5) {
  const hash = (0, import_node_crypto4.createHash)("sha256");
  await (0, import_promises6.pipeline)((0, import_node_fs6.createReadStream)(path5), hash);
  return `sha256:${hash.digest("hex")}`;
}
async function digestTree(folder, left2 = []) {
  const hash = (0, import_node_crypto4.createHash)("sha256");
  for (const { path: path5, symlink: symlink2 } of await filesBelow(folder)) {
    if (left2.some((name) => path5 === name || path5.startsWith(`${name}/`))) continue;
    const content = symlink2 ? `-> ${await (0, import_promises5.readlink)(`${folder}/${path5}`)}` : (await digestFile(`${folder}/${path5}`)).slice("sha256:".length);
    hash.update(`${path5}\0${content}\0`);
  }
  return `sha256:${hash.digest("hex")}`;
}
var import_node_crypto4, import_node_fs6, import_promises5, import_promises6, digestOf;
var init_digest = __esm({
  "src/lib/digest.ts"() {
    "use strict";
    import_node_crypto4 = require("node:crypto");
    import_node_fs6 = require("node:fs");
    import_promises5 = require("node:fs/promises");
    import_promises6 = require("node:stream/promises");
    init_files();
    digestOf = (text3) => `sha256:${(0, import_node_crypto4.createHash)("sha256").update(text3).digest("hex")}`;
  }
});

// src/lib/process.ts
function watch(command, { onOutput, deadlines, signal, stop, env }) {
  return new Promise((resolve20, reject) => {
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
    const total2 = setTimeout(() => end({ kind: "too long", afterMs: deadlines.total }), deadlines.total);
    let middle;
    const half = deadlines.stall / 2;
    const stall = setTimeout(() => {
      const active = deadlines.idle ? activeTime(child2.pid ?? 0) : 0;
      if (middle !== void 0 && active - middle <= half * idleShare)
        return end({ kind: "silent", afterMs: deadlines.stall });
      middle = active;
      stall.refresh();
    }, half);
    signal?.addEventListener("abort", kill, { once: true });
    const stopped = () => end({ kind: "stopped" });
    stop?.addEventListener("abort", stopped, { once: true });
    const output2 = (chunk) => {
      middle = void 0;
      stall.refresh();
      onOutput(chunk);
    };
    child2.stdout.setEncoding("utf8").on("data", output2);
    child2.stderr.setEncoding("utf8").on("data", output2);
    const settle = (done) => {
      clearTimeout(total2);
      clearTimeout(stall);
      clearTimeout(timeout);
      signal?.removeEventListener("abort", kill);
      stop?.removeEventListener("abort", stopped);
      done();
    };
    child2.on("error", (error2) => settle(() => reject(error2)));
    child2.on(
      "close",
      (status3, by) => settle(() => {
        if (signal?.aborted) reject(signal.reason);
        else if (early) resolve20(early);
        else if (by) resolve20({ kind: "killed", signal: by });
        else resolve20({ kind: "exited", status: status3 ?? -1 });
      })
    );
  });
}
function withDescendants(root2) {
  const children = /* @__PURE__ */ new Map();
  for (const name of list3("/proc").filter((one2) => /^\d+$/.test(one2))) {
    const parent = Number(statOf(name)[1]);
    children.set(parent, [...children.get(parent) ?? [], Number(name)]);
  }
  const found = [root2];
  for (const pid of found) found.push(...children.get(pid) ?? []);
  return found;
}
function activeTime(root2) {
  let total2 = 0;
  for (const pid of withDescendants(root2)) {
    for (const ticks of statOf(pid).slice(11, 15)) total2 += Number(ticks) * tick;
    for (const thread of list3(`/proc/${pid}/task`))
      total2 += Number(read2(`/proc/${pid}/task/${thread}/schedstat`).split(" ")[1] ?? 0) / 1e6;
  }
  return total2;
}
function runPiped(command, piped) {
  const { input, stdin, onStdout, onStderr, signal, env } = piped;
  return new Promise((resolve20, reject) => {
    signal.throwIfAborted();
    const child2 = (0, import_node_child_process.spawn)(command.program, command.args, { detached: true, env: { ...env } });
    let timeout;
    const abort = () => {
      child2.kill("SIGTERM");
      timeout = setTimeout(() => child2.kill("SIGKILL"), terminationMs);
    };
    signal.addEventListener("abort", abort, { once: true });
    child2.stdin.on("error", () => {
    });
    if (input !== void 0) child2.stdin.write(input);
    stdin?.pipe(child2.stdin, { end: false });
    child2.stdout.on("data", onStdout);
    child2.stderr.on("data", onStderr);
    const settle = (done) => {
      clearTimeout(timeout);
      stdin?.unpipe(child2.stdin);
      signal.removeEventListener("abort", abort);
      if (signal.aborted) reject(signal.reason);
      else done();
    };
    child2.on("error", (error2) => settle(() => reject(error2)));
    child2.on("close", (status3, by) => settle(() => resolve20(status3 ?? 128 + (by === null ? 0 : import_node_os2.constants.signals[by]))));
  });
}
async function exec2(command, input) {
  const { exitCode, stdout, stderr } = await getExecOutput(command.program, [...command.args], {
    silent: true,
    ignoreReturnCode: true,
    ...input === void 0 ? {} : { input: Buffer.from(input) }
  });
  if (exitCode === 0) return stdout;
  const output2 = (stderr.trim() || stdout.trim()).split("\n").slice(-3).join("; ");
  throw new Error(`${shellQuote(command)}: exit status ${exitCode}${output2 === "" ? "" : `: ${output2}`}`);
}
function eachLine(max, onLine) {
  let open5 = "";
  let cut2 = false;
  const add = (piece) => {
    cut2 ||= open5.length + piece.length > max;
    open5 += piece.slice(0, max - open5.length);
  };
  return (text3) => {
    const [first = "", ...others] = text3.split("\n");
    add(first);
    for (const piece of others) {
      onLine(open5, cut2);
      open5 = "";
      cut2 = false;
      add(piece);
    }
  };
}
var import_node_child_process, import_node_fs7, import_node_os2, idleShare, tick, read2, list3, statOf, terminationMs;
var init_process = __esm({
  "src/lib/process.ts"() {
    "use strict";
    import_node_child_process = require("node:child_process");
    import_node_fs7 = require("node:fs");
    import_node_os2 = require("node:os");
    init_exec();
    init_command2();
    idleShare = 0.25;
    tick = 10;
    read2 = (path5) => {
      try {
        return (0, import_node_fs7.readFileSync)(path5, "latin1");
      } catch {
        return "";
      }
    };
    list3 = (path5) => {
      try {
        return (0, import_node_fs7.readdirSync)(path5);
      } catch {
        return [];
      }
    };
    statOf = (pid) => read2(`/proc/${pid}/stat`).split(") ").at(-1)?.split(" ") ?? [];
    terminationMs = 1e4;
  }
});

// src/host/staging/cache.ts
async function openCache(path5, runId2) {
  const folder = (0, import_node_path4.resolve)(path5);
  const scratch = `${folder}/tmp/${runId2}`;
  await (0, import_promises7.mkdir)(scratch, { recursive: true });
  return { folder, scratch, [Symbol.asyncDispose]: () => (0, import_promises7.rm)(scratch, { recursive: true, force: true }) };
}
async function verified(cache, requested, { pathOf: pathOf3, log }) {
  const entry = await lookUp(cache, requested);
  if (entry === void 0) return void 0;
  const path5 = pathOf3(entry.digest);
  if (!(0, import_node_fs8.existsSync)(path5)) return void 0;
  const seen = (await (0, import_promises7.stat)(path5)).isDirectory() ? await digestTree(path5) : await digestFile(path5);
  if (seen === entry.content) return entry;
  log(`the cache's ${requested} does not match its recorded digest (${path5}): staging it again`);
  await (0, import_promises7.rename)(path5, `${cache.scratch}/refused-${requested}`);
  return void 0;
}
async function lookUp(cache, requested) {
  const path5 = entryPath(cache, requested);
  try {
    const entry = JSON.parse(await (0, import_promises7.readFile)(path5, "utf8"));
    if (!/^sha256:[0-9a-f]+$/.test(entry.digest)) throw new Error(`"${entry.digest}" is not a digest`);
    return entry;
  } catch (error2) {
    if (error2.code === "ENOENT") return void 0;
    throw new Error(`${path5} is damaged; remove it, and what it names is staged again`, { cause: error2 });
  }
}
async function record2(cache, requested, entry) {
  const unfinished = `${cache.scratch}/${requested}.json`;
  await (0, import_promises7.mkdir)(`${cache.folder}/index`, { recursive: true });
  await (0, import_promises7.writeFile)(unfinished, `${JSON.stringify(entry, null, 2)}
`);
  await (0, import_promises7.rename)(unfinished, entryPath(cache, requested));
}
function digestingFile(path5) {
  const file = (0, import_node_fs8.createWriteStream)(path5);
  const hash = (0, import_node_crypto5.createHash)("sha256");
  let failure;
  file.on("error", (error2) => failure = error2);
  return {
    write: (chunk) => {
      hash.update(chunk);
      file.write(chunk);
    },
    close: () => new Promise(
      (resolve20, reject) => file.end((error2) => {
        const wrong = failure ?? error2;
        if (wrong) reject(wrong);
        else resolve20(`sha256:${hash.digest("hex")}`);
      })
    )
  };
}
var import_node_crypto5, import_node_fs8, import_promises7, import_node_path4, entryPath, entryName, hex;
var init_cache = __esm({
  "src/host/staging/cache.ts"() {
    "use strict";
    import_node_crypto5 = require("node:crypto");
    import_node_fs8 = require("node:fs");
    import_promises7 = require("node:fs/promises");
    import_node_path4 = require("node:path");
    init_digest();
    entryPath = (cache, requested) => `${cache.folder}/index/${requested}.json`;
    entryName = (kind, requested) => `${kind}-${requested.replace(/[^\w.+-]/g, "_")}`;
    hex = (digest3) => digest3.slice("sha256:".length);
  }
});

// src/host/engine/docker-config.ts
function readDockerConfig(env) {
  const file = `${dockerConfig(env)}/config.json`;
  if (!(0, import_node_fs9.existsSync)(file)) return {};
  return parse(file);
}
function engineAddress(env) {
  if (env["DOCKER_HOST"]) {
    const tls = env["DOCKER_TLS_VERIFY"] ? certificates(env["DOCKER_CERT_PATH"] || dockerConfig(env)) : {};
    return { from: "DOCKER_HOST", isDefault: false, ...reached(env["DOCKER_HOST"], "DOCKER_HOST", tls) };
  }
  const context = env["DOCKER_CONTEXT"] || readDockerConfig(env)["currentContext"];
  if (typeof context !== "string" || context === "" || context === "default")
    return {
      from: "Docker's default",
      isDefault: true,
      ...reached("unix:///var/run/docker.sock", "Docker's default", {})
    };
  const from = `Docker's context ${context}`;
  const name = hex(digestOf(context));
  const meta = `${dockerConfig(env)}/contexts/meta/${name}/meta.json`;
  if (!(0, import_node_fs9.existsSync)(meta)) throw new UserError(`${from}: ${meta} does not exist. Use a context of docker context ls`);
  const { Endpoints } = parse(meta);
  const folder = `${dockerConfig(env)}/contexts/tls/${name}/docker`;
  return {
    from,
    isDefault: false,
    ...reached(Endpoints?.docker?.Host ?? "", from, (0, import_node_fs9.existsSync)(folder) ? certificates(folder) : {})
  };
}
function reached(host, from, tls) {
  const [, scheme = "", rest = ""] = /^(\w+):\/\/(.*)$/.exec(host) ?? [];
  if (scheme === "unix" && rest.startsWith("/")) return { address: host, options: { socketPath: rest } };
  if (/^(tcp|https?)$/.test(scheme) && URL.canParse(`http://${rest}`)) {
    const { hostname, port } = new URL(`http://${rest}`);
    const secure = scheme === "https" || tls.ca !== void 0;
    const protocol = secure ? "https" : "http";
    const own2 = { protocol, host: hostname.replace(/^\[|\]$/g, ""), port: port || (secure ? "2376" : "2375") };
    return { address: host, options: { ...own2, ...tls } };
  }
  const what = `${from} is "${host}"`;
  if (scheme === "ssh")
    throw new UserError(`${what}: cells mount files of this machine. Use an engine that runs on it, not SSH`);
  throw new UserError(`${what}: not the address of an engine. Use unix:///PATH or tcp://HOST:PORT`);
}
function certificates(folder) {
  const read3 = (name) => {
    try {
      return (0, import_node_fs9.readFileSync)(`${folder}/${name}`);
    } catch (cause) {
      throw new UserError(`TLS to the engine requires ${folder}/${name}: ${cause.message}`, { cause });
    }
  };
  return { ca: read3("ca.pem"), cert: read3("cert.pem"), key: read3("key.pem") };
}
function parse(file) {
  try {
    return JSON.parse((0, import_node_fs9.readFileSync)(file, "utf8"));
  } catch (cause) {
    throw new UserError(`${file}: ${cause.message}`, { cause });
  }
}
function registryOf(reference) {
  const [first = "", ...rest] = reference.split("/");
  const host = rest.length > 0 && (/[.:]/.test(first) || first === "localhost") ? first : "docker.io";
  return /^(index\.)?docker\.io$/.test(host) ? dockerHub : host;
}
async function credentialsFor(reference, env) {
  const serveraddress = registryOf(reference);
  const config = readDockerConfig(env);
  const helper = config.credHelpers?.[serveraddress] ?? config.credsStore;
  if (helper) return helped(helper, serveraddress);
  const own2 = config.auths?.[serveraddress] ?? config.auths?.[`https://${serveraddress}`];
  if (own2?.identitytoken) return { identitytoken: own2.identitytoken, serveraddress };
  const [, username, password] = /^([^:]+):([\s\S]*)$/.exec(Buffer.from(own2?.auth ?? "", "base64").toString()) ?? [];
  return username && password ? { username, password, serveraddress } : void 0;
}
async function helped(helper, serveraddress) {
  const output2 = await exec2({ program: `docker-credential-${helper}`, args: ["get"] }, serveraddress).catch(() => "");
  if (output2 === "") return void 0;
  const { Username, Secret } = JSON.parse(output2);
  return Username === tokenUser ? { identitytoken: Secret, serveraddress } : { username: Username, password: Secret, serveraddress };
}
var import_node_fs9, dockerConfig, dockerHub, tokenUser;
var init_docker_config = __esm({
  "src/host/engine/docker-config.ts"() {
    "use strict";
    import_node_fs9 = require("node:fs");
    init_digest();
    init_files();
    init_process();
    init_errors();
    init_cache();
    dockerConfig = (env) => env["DOCKER_CONFIG"] || `${homeOf(env)}/.docker`;
    dockerHub = "https://index.docker.io/v1/";
    tokenUser = "<token>";
  }
});

// src/host/engine/engine.ts
async function connectEngine() {
  const { address, from, options } = engineAddress(process.env);
  const engine = new import_dockerode.default(options);
  await withEngineTimeout("ping", engine.ping()).catch(refuse2);
  const why = whyUnfit(await withEngineTimeout("info", engine.info()));
  if (why !== void 0) throw new UserError(`the engine at ${address}: ${why}`);
  return engine;
  function refuse2(cause) {
    const why2 = cause.message.replace(/\s+/g, " ").trim().replace(/\.$/, "");
    throw new UserError(`no engine answers at ${address} (${from}): ${why2}. ${adviceFor2(cause)}`, { cause });
  }
}
function adviceFor2({ code: code2 = "", statusCode }) {
  if (code2 === "EACCES") return "Add yourself to the group docker (usermod -aG docker USER) and log in again.";
  if (statusCode === 400 || /^(EPROTO|ERR_TLS|ERR_SSL|ERR_OSSL|UNABLE_TO|CERT_|\w+_SIGNED_CERT)/.test(code2))
    return "Correct DOCKER_TLS_VERIFY and DOCKER_CERT_PATH, or the context's certificates.";
  return "Start it (systemctl start docker), install it (apt-get install docker.io), set DOCKER_HOST, or use engine: none in a privileged container.";
}
function whyUnfit({ SecurityOptions, Architecture }) {
  const has = (name) => SecurityOptions?.some((option) => option.split(",")[0] === `name=${name}`);
  if (has("rootless"))
    return "it is rootless and cannot mount Btrfs or XFS. Start one as root (systemctl start docker) and set DOCKER_HOST";
  if (has("userns"))
    return "it runs containers in a user namespace, which cannot mount Btrfs or XFS. Start it without --userns-remap";
  if (Architecture !== void 0 && !architecture.engine.includes(Architecture))
    return `cells and their guests are ${architecture.name}, and it runs on ${Architecture}. Use an ${architecture.name} machine`;
  return void 0;
}
async function awaitEngine(engine, { signal, log }) {
  const late = deadline(restartMs, "the engine's restart");
  const either = AbortSignal.any([signal, late]);
  for (let tries = 1; !either.aborted; tries++)
    try {
      await raceAbort(either, engine.ping());
      return;
    } catch {
      if (tries === 1) log(`the engine does not answer; waiting up to ${restartMs / 1e3} s for it`);
      await (0, import_promises8.setTimeout)(500, void 0, { signal: either }).catch(() => {
      });
    }
}
async function engineFolder(engine) {
  const { DockerRootDir } = await withEngineTimeout("info", engine.info());
  return DockerRootDir ?? "/var/lib/docker";
}
async function describeEngine(engine) {
  const { Version } = await withEngineTimeout("version", engine.version());
  const { Driver, OperatingSystem } = await withEngineTimeout("info", engine.info());
  return `${await isPodman(engine) ? "Podman" : "Docker"} ${Version}, ${Driver}, ${OperatingSystem}`;
}
async function isPodman(engine) {
  const { Components } = await withEngineTimeout("version", engine.version());
  return Components?.some(({ Name }) => Name === "Podman Engine") ?? false;
}
async function hasImage(engine, reference) {
  try {
    await engine.getImage(reference).inspect();
    return true;
  } catch (error2) {
    if (error2.statusCode === 404) return false;
    throw error2;
  }
}
function raceAbort(signal, promise) {
  return new Promise((resolve20, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
    promise.then(resolve20, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}
function deadline(ms, what) {
  const controller = new AbortController();
  const took = ms < 12e4 ? `${ms / 1e3} seconds` : `${ms / 6e4} minutes`;
  const late = () => Object.assign(new Error(`${what} took more than ${took}`), { code: "ETIMEDOUT" });
  setTimeout(() => controller.abort(late()), ms).unref();
  return controller.signal;
}
async function withEngineTimeout(what, request, signal) {
  const late = deadline(engineTimeout, `the engine's answer (${what})`);
  const alive = setTimeout(() => {
  }, 2 * engineTimeout);
  try {
    return await raceAbort(signal === void 0 ? late : AbortSignal.any([signal, late]), request);
  } finally {
    clearTimeout(alive);
  }
}
function follow(engine, progress) {
  return new Promise((resolve20, reject) => {
    engine.modem.followProgress(progress, (error2, lines3) => {
      const output2 = (lines3 ?? []).map(({ stream, status: status3 }) => stream ?? (status3 ? `${status3}
` : "")).join("");
      const failure = error2?.message ?? lines3?.find((line3) => line3.error)?.error;
      if (failure === void 0) resolve20(output2);
      else reject(new UserError(`the engine reported: ${failure}${tail(output2)}`));
    });
  });
}
var import_promises8, import_dockerode, runLabel, restartMs, engineTimeout, tail;
var init_engine = __esm({
  "src/host/engine/engine.ts"() {
    "use strict";
    import_promises8 = require("node:timers/promises");
    import_dockerode = __toESM(require_docker(), 1);
    init_architectures();
    init_errors();
    init_docker_config();
    runLabel = "io.github.cowpio.run";
    restartMs = 3e4;
    engineTimeout = 6e4;
    tail = (output2) => {
      const last = output2.trim().split("\n").slice(-15).join("\n");
      return last === "" ? "" : `
${last}`;
    };
  }
});

// src/host/engine/archives.ts
function generatorIn(listing) {
  const paths = pathsOf(listing);
  const each = Object.values(generators).map((generator) => {
    const lacks = neededBy(generator).filter(([, pattern]) => !paths.some((path5) => pattern.test(path5)));
    return { generator, missing: lacks.map(([what]) => what) };
  });
  return each.reduce((best, one2) => one2.missing.length < best.missing.length ? one2 : best);
}
function imageIn(listing) {
  const paths = pathsOf(listing);
  if (paths.includes("manifest.json")) return "docker";
  return paths.includes("oci-layout") && paths.includes("index.json") ? "oci" : void 0;
}
function kernelsIn(listing) {
  const paths = new Set(pathsOf(listing));
  const folders = [...paths].flatMap((path5) => {
    const [, modules = "", version2 = ""] = /^((?:usr\/)?lib\/modules\/([^/]+))\//.exec(path5) ?? [];
    return isKernelVersion(version2) ? [[version2, modules]] : [];
  });
  return [...new Map(folders)].flatMap(([version2, modules]) => {
    const image = imagesOf(modules, version2).find((path5) => paths.has(path5));
    return image === void 0 ? [] : [{ version: version2, image, modules }];
  }).sort((a, b) => newestFirst(a.version, b.version));
}
async function listArchive(path5, what) {
  if (!(0, import_node_fs10.existsSync)(path5)) throw new UserError(`${what}: no such file`);
  return exec2({ program: "tar", args: ["--list", "--file", path5] }).catch((cause) => {
    throw new UserError(`${what}: not a tar archive: ${cause.message}`, { cause });
  });
}
async function examineArchive(path5) {
  const listing = await listArchive(path5, `distro ${path5}`);
  if (imageIn(listing) !== void 0) return "image";
  refuse(listing, path5);
  return "root";
}
async function assertHasGenerator(tar, requested) {
  refuse(await listArchive(tar, `distro ${requested}`), requested);
}
function refuse(listing, requested) {
  const { generator, missing } = generatorIn(listing);
  if (missing.length > 0)
    throw new UserError(
      `distro ${requested} lacks ${missing.join(", ")}: install ${generator.name} in it, or use another distro`
    );
}
async function loadImage(archive2, what, { engine, scratch, signal }) {
  const path5 = (0, import_node_path5.resolve)(archive2);
  const kind = imageIn(await listArchive(path5, what));
  if (kind === void 0)
    throw new UserError(`${what}: it has neither the manifest.json that docker save writes, nor an oci-layout`);
  const load = async (from) => follow(engine, await engine.loadImage((0, import_node_fs10.createReadStream)(from), { abortSignal: signal }));
  const output2 = kind === "docker" ? await load(path5) : await converted(path5, what, scratch, load);
  const reference = /Loaded image(?: ID)?: (\S+)/.exec(output2)?.[1];
  if (reference === void 0) throw new UserError(`${what}: the engine found no image in it: ${output2.trim()}`);
  return reference;
}
async function converted(archive2, what, scratch, load) {
  await (0, import_promises9.mkdir)(scratch, { recursive: true });
  const layout = await (0, import_promises9.mkdtemp)(`${scratch}/oci-`);
  const made = `${layout}.tar`;
  try {
    await exec2({
      program: "tar",
      args: ["--extract", "--file", archive2, "--directory", layout, "--no-same-owner"]
    });
    const manifest = await manifestIn(layout).catch((cause) => {
      throw new UserError(`${what}: ${cause.message}`, { cause });
    });
    await (0, import_promises9.writeFile)(`${layout}/manifest.json`, dockerManifest(manifest));
    await exec2({ program: "tar", args: ["--create", "--file", made, "--directory", layout, "."] });
    return await load(made);
  } finally {
    for (const path5 of [layout, made]) await (0, import_promises9.rm)(path5, { recursive: true, force: true });
  }
}
async function manifestIn(layout) {
  let found = JSON.parse(await (0, import_promises9.readFile)(`${layout}/index.json`, "utf8"));
  for (let indexes = 0; isIndex(found) && indexes < maxIndexes; indexes++)
    found = await readBlob(layout, imageFor(architecture.debian, found));
  if (!isManifest(found)) throw new Error("its index leads to no image's manifest");
  await readBlob(layout, found.config);
  return found;
}
async function readBlob(layout, blob) {
  const path5 = `${layout}/${blobPath(blob)}`;
  const seen = await digestFile(path5);
  if (seen !== blob.digest) throw new Error(`its blob ${blob.digest} is ${seen}`);
  return JSON.parse(await (0, import_promises9.readFile)(path5, "utf8"));
}
function imageFor(architecture2, { manifests }) {
  const own2 = manifests.filter(({ platform: platform2 }) => (platform2?.architecture ?? architecture2) === architecture2);
  const [first, ...others] = own2;
  if (first === void 0)
    throw new Error(`no image for ${architecture2}, only for ${text2(manifests) || "nothing: its index is empty"}`);
  if (others.length > 0) throw new Error(`${own2.length} images for ${architecture2}. Use an archive with one`);
  return first;
}
function blobPath({ digest: digest3 }) {
  const [, hex2] = /^sha256:([0-9a-f]{64})$/.exec(digest3) ?? [];
  if (hex2 === void 0) throw new Error(`"${digest3}" is no SHA-256 digest`);
  return `blobs/sha256/${hex2}`;
}
var import_node_fs10, import_promises9, import_node_path5, neededBy, pathsOf, isKernelVersion, imagesOf, compare2, newestFirst, maxIndexes, isIndex, isManifest, text2, dockerManifest;
var init_archives = __esm({
  "src/host/engine/archives.ts"() {
    "use strict";
    import_node_fs10 = require("node:fs");
    import_promises9 = require("node:fs/promises");
    import_node_path5 = require("node:path");
    init_digest();
    init_process();
    init_architectures();
    init_errors();
    init_generators();
    init_engine();
    neededBy = (generator) => Object.entries({ ...generator.files, depmod: /(^|\/)s?bin\/depmod$/ });
    pathsOf = (listing) => listing.split("\n").map((line3) => line3.replace(/^(\.?\/)+/, ""));
    isKernelVersion = (text3) => /^\d[\w.+~-]*$/.test(text3);
    imagesOf = (modules, version2) => [
      ...["vmlinuz", "vmlinux", "Image"].map((name) => `${modules}/${name}`),
      `boot/vmlinuz-${version2}`
    ];
    ({ compare: compare2 } = new Intl.Collator("en", { numeric: true }));
    newestFirst = (a, b) => compare2(b, a);
    maxIndexes = 4;
    isIndex = (blob) => "manifests" in blob && Array.isArray(blob.manifests);
    isManifest = (blob) => "config" in blob && "layers" in blob && Array.isArray(blob.layers);
    text2 = (manifests) => manifests.map(({ platform: platform2 }) => platform2?.architecture ?? "any").join(", ");
    dockerManifest = ({ config, layers }) => JSON.stringify([{ Config: blobPath(config), RepoTags: null, Layers: layers.map(blobPath) }]);
  }
});

// src/host/engine/container.ts
async function runContainer(engine, spec, { onStdout, onStderr, signal }) {
  signal.throwIfAborted();
  const creating = engine.createContainer({
    Image: spec.image,
    ...spec.command ? { Cmd: [...spec.command] } : {},
    ...spec.host?.NetworkMode === "host" ? { Env: Object.entries(proxiesOf(process.env)).map(([name, value]) => `${name}=${value}`) } : {},
    Labels: { [runLabel]: spec.runId, "io.github.cowpio.name": spec.name },
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    OpenStdin: true,
    StdinOnce: true,
    Tty: false,
    HostConfig: {
      ...spec.host,
      AutoRemove: true,
      // Attached output needs no second copy on the engine's disk.
      LogConfig: { Type: "none", Config: {} },
      Ulimits: [...ulimits, ...spec.host?.Ulimits ?? []]
    }
  });
  const container = await withEngineTimeout("create a container", creating, signal).catch(async (error2) => {
    await briefly(creating.then(remove, () => {
    }));
    throw error2;
  });
  let removal;
  const kill = () => void (removal ??= remove(container));
  signal.addEventListener("abort", kill, { once: true });
  try {
    signal.throwIfAborted();
    const stream = await withEngineTimeout(
      "attach to a container",
      container.attach({ stream: true, stdin: true, stdout: true, stderr: true, hijack: true }),
      signal
    );
    const drained = demultiplex(engine, stream, onStdout, onStderr);
    const ended = container.wait({ condition: "removed" });
    for (const promise of [drained, ended]) promise.catch(() => {
    });
    await withEngineTimeout("start a container", container.start(), signal);
    if (spec.input !== void 0) stream.write(`
${spec.input}
`);
    spec.stdin?.pipe(stream, { end: false });
    await raceAbort(signal, drained);
    await withEngineTimeout("ping", engine.ping(), signal);
    const { StatusCode } = await withEngineTimeout("the end of a container whose output has ended", ended, signal);
    await remove(container);
    return StatusCode;
  } catch (error2) {
    kill();
    await removal;
    throw signal.aborted ? signal.reason : error2;
  } finally {
    spec.stdin?.unpipe();
    signal.removeEventListener("abort", kill);
    signal.throwIfAborted();
  }
}
async function briefly(done) {
  const enough = new AbortController();
  const late = (0, import_promises11.setTimeout)(5e3, void 0, { signal: enough.signal }).catch(() => {
  });
  await Promise.race([done, late]);
  enough.abort();
}
async function demultiplex(engine, stream, onStdout, onStderr) {
  const out = new import_node_stream.PassThrough().on("data", onStdout);
  const err = new import_node_stream.PassThrough().on("data", onStderr);
  engine.modem.demuxStream(stream, out, err);
  await (0, import_promises10.finished)(stream, { writable: false });
  for (const part of [out, err]) part.end();
  await Promise.all([(0, import_promises10.finished)(out), (0, import_promises10.finished)(err)]);
}
var import_node_stream, import_promises10, import_promises11, ulimits, proxiesOf, remove;
var init_container = __esm({
  "src/host/engine/container.ts"() {
    "use strict";
    import_node_stream = require("node:stream");
    import_promises10 = require("node:stream/promises");
    import_promises11 = require("node:timers/promises");
    init_engine();
    ulimits = ["nofile", "nproc"].map((Name) => ({ Name, Soft: 1024, Hard: 1024 }));
    proxiesOf = (env) => Object.fromEntries(
      Object.entries(env).filter(
        (one2) => /^(https?|ftp|all|no)_proxy$/i.test(one2[0]) && !!one2[1]
      )
    );
    remove = (container) => briefly(container.remove({ force: true, v: true }).catch(() => {
    }));
  }
});

// src/host/engine/images.ts
async function pullImage(reference, { engine, signal }, timeout = pullMs) {
  const authconfig = await credentialsFor(reference, process.env);
  const either = AbortSignal.any([signal, deadline(timeout, "its registry")]);
  await raceAbort(
    either,
    engine.pull(reference, { abortSignal: either, ...authconfig ? { authconfig } : {} }).then((progress) => follow(engine, progress))
  );
}
async function isOutOfReach(reference, error2, signal) {
  const { code: code2, statusCode = 0 } = error2;
  if (code2 === "ETIMEDOUT" || later.includes(statusCode)) return true;
  if (statusCode >= 400 && statusCode < 500) return false;
  return !await answers(reference, signal);
}
async function answers(reference, signal) {
  const registry = registryOf(reference);
  const host = registry === dockerHub ? dockerHubHost : registry;
  for (const protocol of ["https", "http"]) {
    const either = AbortSignal.any([signal, AbortSignal.timeout(answerMs)]);
    const status3 = await fetch(`${protocol}://${host}/v2/`, { signal: either, redirect: "manual" }).then(
      (response) => response.status,
      () => 0
    );
    signal.throwIfAborted();
    if (status3 > 0) return status3 < 500 && !later.includes(status3);
  }
  return false;
}
async function exportImage(reference, { engine, runId: runId2, signal, log }, timeout) {
  if (!await hasImage(engine, reference)) {
    log(`pulling distro ${reference}`);
    await pullImage(reference, { engine, signal }, timeout).catch(async (cause) => {
      signal.throwIfAborted();
      const what = `distro image:${reference}`;
      const text3 = `is not here and cannot be pulled: ${cause.message}`;
      if (await isOutOfReach(reference, cause, signal))
        throw new StageFailure("provision", what, `it ${text3}`, "INCONCLUSIVE");
      throw new UserError(`${what} ${text3}. Correct its name, or log in to its registry (docker login)`, { cause });
    });
  }
  const { RootFS } = await engine.getImage(reference).inspect();
  const id = digestOf((RootFS.Layers ?? []).join("\n"));
  const exportTo = async (path5) => {
    const container = await engine.createContainer({ Image: reference, Cmd: ["/"], Labels: { [runLabel]: runId2 } });
    try {
      await (0, import_promises12.pipeline)(await container.export(), (0, import_node_fs11.createWriteStream)(path5), { signal });
      return await digestFile(path5);
    } finally {
      await container.remove({ force: true });
    }
  };
  return { id, exportTo };
}
var import_node_fs11, import_promises12, pullMs, answerMs, dockerHubHost, later;
var init_images = __esm({
  "src/host/engine/images.ts"() {
    "use strict";
    import_node_fs11 = require("node:fs");
    import_promises12 = require("node:stream/promises");
    init_digest();
    init_errors();
    init_docker_config();
    init_engine();
    pullMs = 6e5;
    answerMs = 1e4;
    dockerHubHost = "registry-1.docker.io";
    later = [408, 429];
  }
});

// src/host/engine/privileges.ts
async function loopAccess(engine) {
  if (!await isPodman(engine)) return { DeviceCgroupRules: loopRules };
  const nodes = (await (0, import_promises13.readdir)("/dev")).filter((name) => /^loop(\d+|-control)$/.test(name)).map((name) => `/dev/${name}`);
  return {
    DeviceCgroupRules: loopRules,
    Devices: nodes.map((path5) => ({ PathOnHost: path5, PathInContainer: path5, CgroupPermissions: "rwm" }))
  };
}
async function cellHost(engine, privileged, accelerator, runId2, guestMemory = 0) {
  const memory2 = Math.max(limits.Memory, guestMemory + besideGuest);
  const host = {
    ...limits,
    Memory: memory2,
    MemorySwap: memory2,
    ...workFolder(runId2),
    ...privileged ? fullPrivilege : { ...defaultPrivilege, ...await loopAccess(engine) }
  };
  if (accelerator === "tcg") return host;
  const kvm = { PathOnHost: "/dev/kvm", PathInContainer: "/dev/kvm", CgroupPermissions: "rw" };
  return { ...host, Devices: [...host.Devices ?? [], kvm] };
}
var import_promises13, defaultPrivilege, loopRules, fullPrivilege, gibibyte, longestFile, besideGuest, limits, readOnly, workFolder, cellCapabilities, temporaryFolders, describePrivilege;
var init_privileges = __esm({
  "src/host/engine/privileges.ts"() {
    "use strict";
    import_promises13 = require("node:fs/promises");
    init_cell();
    init_engine();
    defaultPrivilege = {
      CapDrop: ["ALL"],
      CapAdd: [
        "SYS_ADMIN",
        "MKNOD",
        "SYS_CHROOT",
        "CHOWN",
        "DAC_OVERRIDE",
        "FOWNER",
        "FSETID",
        "SETGID",
        "SETPCAP",
        "SETUID",
        "SETFCAP",
        "KILL"
      ],
      ReadonlyRootfs: true,
      SecurityOpt: ["seccomp=unconfined", "apparmor=unconfined"],
      NetworkMode: "none"
    };
    loopRules = ["b 7:* rmw", "c 10:237 rmw"];
    fullPrivilege = { Privileged: true, NetworkMode: "none" };
    gibibyte = 2 ** 30;
    longestFile = 8 * gibibyte;
    besideGuest = 2 * gibibyte;
    limits = {
      Memory: 4 * gibibyte,
      MemorySwap: 4 * gibibyte,
      PidsLimit: 2048,
      // RLIMIT_FSIZE, in bytes.
      Ulimits: [{ Name: "fsize", Soft: longestFile, Hard: longestFile }],
      Tmpfs: { "/tmp": "size=1024m", "/run": "size=16m", "/var/tmp": "size=64m" }
    };
    readOnly = (from, to) => ({
      Type: "bind",
      Source: from,
      Target: to,
      ReadOnly: true
    });
    workFolder = (runId2) => ({
      Mounts: [
        {
          Type: "volume",
          Source: "",
          Target: inContainer.work,
          VolumeOptions: { NoCopy: true, Labels: { [runLabel]: runId2 }, DriverConfig: { Name: "", Options: {} } }
        }
      ]
    });
    cellCapabilities = defaultPrivilege.CapAdd;
    temporaryFolders = limits.Tmpfs;
    describePrivilege = (privileged) => privileged ? "cells are privileged: they may do to this machine whatever root may" : `cells have ${defaultPrivilege.CapAdd.join(", ")}, loop devices, ${limits.Memory / gibibyte} GiB, ${limits.PidsLimit} processes, ${longestFile / gibibyte} GiB a file, no network; the distro's programs neither SYS_ADMIN, MKNOD nor loop devices`;
  }
});

// src/host/engine/shared-paths.ts
async function assertSharedFileSystem({ engine, image, runId: runId2, scratch, paths, signal }) {
  const word3 = (0, import_node_crypto6.randomBytes)(16).toString("hex");
  const own2 = `${scratch}/seen`;
  await (0, import_promises14.writeFile)(own2, word3);
  const unseen = (why, cause) => new UserError(
    `the engine does not see the files of this process: ${why}; ${whereToRun}: set DOCKER_HOST to one that does, give it the cache-dir and checkouts at the same paths, or use engine: none in a privileged container`,
    { cause }
  );
  let output2 = "";
  let wrong = "";
  const status3 = await runContainer(
    engine,
    {
      image,
      runId: runId2,
      name: "what the engine sees",
      command: ["cat", "/seen/word"],
      host: {
        // The word may be the runner's user's alone.
        NetworkMode: "none",
        CapDrop: ["ALL"],
        CapAdd: ["DAC_OVERRIDE"],
        Mounts: [readOnly(own2, "/seen/word"), ...paths.map((path5, index) => readOnly(path5, `/seen/${index}`))]
      }
    },
    {
      onStdout: (chunk) => output2 = (output2 + chunk).slice(-1e3),
      onStderr: (chunk) => wrong = (wrong + chunk).slice(-1e3),
      signal: AbortSignal.any([signal, deadline(12e4, "it")])
    }
  ).catch((cause) => {
    signal.throwIfAborted();
    const why = unseenPathError(cause.message);
    throw why === void 0 ? new UserError(`the engine cannot run a container of the cell image: ${cause.message}`, { cause }) : unseen(why, cause);
  });
  if (status3 !== 0)
    throw new UserError(
      `the cell image ${image} cannot run programs (exit status ${status3}): ${wrong.trim() || output2}`
    );
  if (output2 !== word3) throw unseen(`${own2} is another file there`);
}
var import_node_crypto6, import_promises14, unseenPathError, whereToRun;
var init_shared_paths = __esm({
  "src/host/engine/shared-paths.ts"() {
    "use strict";
    import_node_crypto6 = require("node:crypto");
    import_promises14 = require("node:fs/promises");
    init_errors();
    init_container();
    init_engine();
    init_privileges();
    unseenPathError = (error2) => /bind source path does not exist|statfs .*: no such file or directory/.test(error2) ? error2.trim() : void 0;
    whereToRun = "the engine has to run on this machine, and outside of the container that this runs in";
  }
});

// src/host/engine/cell-image.ts
async function sharedCellImage(request, paths) {
  const image = await ensureCellImage(request);
  const { engine, runId: runId2, scratch, signal } = request;
  await assertSharedFileSystem({ engine, image, runId: runId2, scratch, paths, signal });
  return image;
}
async function ensureCellImage(request) {
  const { requested, signal, log } = request;
  if (requested === "") return buildCellImage(request);
  if ((0, import_node_fs12.existsSync)(requested)) {
    log(`loading the cell image from ${requested}`);
    return loadImage(requested, `cell-image ${requested}`, request);
  }
  try {
    return await pulled(requested, request);
  } catch (cause) {
    signal.throwIfAborted();
    throw new UserError(
      `cell-image ${requested} is neither a file nor an image that can be pulled: ${cause.message}`,
      { cause }
    );
  }
}
async function pulled(reference, { engine, timeout: limit, signal, log }) {
  if (await hasImage(engine, reference)) return reference;
  log(`pulling the cell image ${reference}`);
  await pullImage(reference, { engine, signal }, limit);
  return reference;
}
async function imageToBuild(home) {
  const files = [...contextFiles];
  for (const folder of contextFolders)
    for (const { path: path5, symlink: symlink2 } of await filesBelow(`${home}/${folder}`))
      if (!symlink2) files.push(`${folder}/${path5}`);
  files.sort();
  const hash = (0, import_node_crypto7.createHash)("sha256");
  for (const file of files) hash.update(`${file}\0`).update(await (0, import_promises15.readFile)(`${home}/${file}`));
  return { reference: `cowpio-cell:${hash.digest("hex").slice(0, 16)}`, files };
}
async function describeImage(engine, reference) {
  const { Id, RepoDigests, Config } = await withEngineTimeout("inspect an image", engine.getImage(reference).inspect());
  const base = Config.Labels?.[baseLabel];
  return `${reference} (${RepoDigests?.[0] ?? Id})${base === void 0 ? "" : ` on ${base}`}`;
}
async function buildCellImage(request) {
  const { engine, home, release: release2, runId: runId2, scratch, signal, log } = request;
  const { reference, files } = await imageToBuild(home);
  if (await hasImage(engine, reference)) return reference;
  if (release2?.cell.sources === reference)
    try {
      return await pulled(release2.cell.image, request);
    } catch (cause) {
      signal.throwIfAborted();
      log(`the image of cowpio ${release2.version} cannot be pulled, so it is built here: ${cause.message}`);
    }
  const base = await ensureBase({ engine, scratch, signal, log });
  log(`building the cell image ${reference} on ${base}; once for each version, about two minutes`);
  const stream = await engine.buildImage(
    { context: home, src: [...files] },
    {
      dockerfile: "containers/cell/Dockerfile",
      t: reference,
      // Predefined arguments: they need no ARG and are not stored in a layer.
      buildargs: { BASE: base, ...proxiesOf(process.env) },
      networkmode: "host",
      ...await isPodman(engine) ? { ulimits: podmanUlimits } : {},
      labels: { [runLabel]: runId2, [baseLabel]: await describeImage(engine, base) },
      forcerm: true,
      abortSignal: signal
    }
  );
  await follow(engine, stream);
  return reference;
}
async function ensureBase(request) {
  const { engine, signal, log } = request;
  for (const reference of [published, bootstrapped]) if (await hasImage(engine, reference)) return reference;
  log(`pulling ${published}`);
  try {
    await pullImage(published, request, pullMs2);
    return published;
  } catch (cause) {
    signal.throwIfAborted();
    return bootstrap(request, cause.message);
  }
}
async function bootstrap({ engine, scratch, signal, log }, whyNotPulled) {
  log(
    `${published} cannot be pulled here (${whyNotPulled.split("\n")[0]}): bootstrapping Debian trixie with mmdebstrap`
  );
  if (process.getuid?.() !== 0)
    throw new UserError(
      `${published} cannot be pulled (${whyNotPulled}) and bootstrapping it needs root: run once as root, or set cell-image`
    );
  const tar = `${scratch}/base.tar`;
  let output2 = "";
  const ended = await watch(
    {
      program: "setpriv",
      // The death of this process ends mmdebstrap, and with its namespaces go its mounts and children.
      args: [
        ...["--pdeathsig", "KILL", "unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"],
        ...["mmdebstrap", "--mode=root", "--variant=apt", "trixie", tar]
      ]
    },
    {
      deadlines: { total: 9e5, stall: 3e5 },
      onOutput: (text3) => output2 = (output2 + text3).slice(-2e3),
      env: { ...process.env, TMPDIR: scratch },
      signal
    }
  ).catch((cause) => {
    signal.throwIfAborted();
    throw new UserError(
      `bootstrapping Debian trixie: ${cause.message}. Install mmdebstrap (apt-get install mmdebstrap), or set cell-image`,
      { cause }
    );
  });
  if (ended.kind !== "exited" || ended.status !== 0)
    throw new UserError(`bootstrapping Debian trixie failed: ${output2.trim()}`);
  await importBase(engine, tar, signal);
  await (0, import_promises15.rm)(tar);
  return bootstrapped;
}
async function importBase(engine, tar, signal) {
  const [repo, tag] = bootstrapped.split(":");
  await follow(engine, await engine.importImage((0, import_node_fs12.createReadStream)(tar), { repo, tag, abortSignal: signal }));
}
var import_node_crypto7, import_node_fs12, import_promises15, contextFolders, contextFiles, baseLabel, podmanUlimits, published, pullMs2, bootstrapped;
var init_cell_image = __esm({
  "src/host/engine/cell-image.ts"() {
    "use strict";
    import_node_crypto7 = require("node:crypto");
    import_node_fs12 = require("node:fs");
    import_promises15 = require("node:fs/promises");
    init_files();
    init_process();
    init_errors();
    init_archives();
    init_container();
    init_engine();
    init_images();
    init_shared_paths();
    contextFolders = ["containers", "native/core", "native/cli", "native/binding"];
    contextFiles = ["native/Makefile", "dist/cell.js"];
    baseLabel = "io.github.cowpio.base";
    podmanUlimits = JSON.stringify(ulimits.map(({ Name, Soft, Hard }) => `${Name}=${Soft}:${Hard}`));
    published = "debian:trixie-slim";
    pullMs2 = 12e4;
    bootstrapped = "localhost/cowpio-base-trixie:latest";
  }
});

// src/cell/stage/image.ts
function age(version2) {
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(version2) ?? [];
  return Number(major ?? 0) * 1e3 + Number(minor ?? 0);
}
function ltsProfile(...kernelVersions) {
  const oldest = Math.min(...kernelVersions.map(age));
  const name = ltsProfiles.findLast((profile) => age(profile) <= oldest) ?? ltsProfiles[0];
  return `/usr/share/xfsprogs/mkfs/lts_${name}.conf`;
}
var ltsProfiles;
var init_image = __esm({
  "src/cell/stage/image.ts"() {
    "use strict";
    init_process();
    init_errors();
    init_file_systems();
    ltsProfiles = ["4.19", "5.4", "5.10", "5.15", "6.1", "6.6", "6.12"];
  }
});

// src/host/engine/programs.ts
function installCommand({ package: name, others = {} }, osRelease) {
  const words = `${fieldOf(osRelease, "ID")} ${fieldOf(osRelease, "ID_LIKE")}`.split(/[\s-]+/);
  const family = Object.keys(installers).find((one2) => words.includes(one2));
  return family === void 0 ? `install ${name}` : `${installers[family]} ${others[family] ?? name}`;
}
async function toolFindings(request, at) {
  const osRelease = (0, import_node_fs13.readFileSync)("/etc/os-release", "utf8");
  const root2 = process.getuid?.() === 0;
  const problem = await qemuProblem();
  const xfs = makes("xfs")(request) && isThere("mkfs.xfs") ? [ltsProfile((0, import_node_os3.release)())] : [];
  return [
    { what: "user", seen: root2 ? "root" : "not root", ok: root2, advice: "cells mount file systems: run as root" },
    ...judgeTools(request, { has: isThere, osRelease }),
    ...problem === void 0 ? [] : [{ what: "QEMU's version", seen: problem, ok: request.accelerator !== "tcg", advice: newerQemu }],
    ...xfs.map((path5) => ({
      what: path5,
      seen: (0, import_node_fs13.existsSync)(path5) ? "there" : "not there",
      ok: (0, import_node_fs13.existsSync)(path5),
      advice: "mkfs.xfs needs it for kernels like this machine's: install a newer xfsprogs, or leave out xfs"
    })),
    ownFinding(at)
  ];
}
function versionProblem(text3) {
  const [, version2 = "", major = ""] = /version ((\d+)\.[\d.]+)/.exec(text3) ?? [];
  if (major === "") return "QEMU did not print its version";
  if (Number(major) >= soundQemu) return void 0;
  return `QEMU ${version2}: 7.2 crashes guests under TCG, and no version before ${soundQemu} is proven`;
}
async function qemuProblem() {
  if (!isThere(architecture.qemu)) return void 0;
  return versionProblem(await exec2(qemuVersion));
}
function programsFolder({ home, release: release2 }) {
  if (release2 !== void 0) return { folder: `${home}/dist/native/linux-x64`, built: true };
  const built = !(0, import_node_fs13.existsSync)(`${home}/src`);
  return { folder: built ? `${home}/prebuilds/linux-x64` : `${home}/build`, built };
}
function ownFinding(at) {
  const { folder, built } = programsFolder(at);
  const missing = missingIn(folder);
  const builds = !built && isThere("make") && isThere("c++");
  const seen = missing.length === 0 ? `in ${folder}` : builds ? "built by a run, in about two minutes" : "not there";
  const advice2 = `Use a release of cowpio, which has them, or run npm run build in ${at.home}`;
  return { what: "cowpio's programs", seen, ok: missing.length === 0 || builds, advice: advice2 };
}
async function buildPrograms(at) {
  const { folder, built } = programsFolder(at);
  if (!built && isThere("make") && isThere("c++")) await make2(at, missingIn(folder).length > 0);
  const missing = missingIn(folder);
  if (missing.length === 0) return folder;
  throw new UserError(`cowpio's programs: ${missing.join(", ")} not in ${folder}. ${ownFinding(at).advice}`);
}
async function make2({ home, signal, log }, slow) {
  if (slow) log("building cowpio's programs; once for each version, about two minutes");
  let output2 = "";
  const ended = await watch(
    { program: "make", args: ["-s", "-j2", "-C", `${home}/native`, "executable", "addon", "guest"] },
    {
      deadlines: { total: 18e5, stall: 9e5 },
      onOutput: (text3) => output2 = (output2 + text3).slice(-2e3),
      env: { PATH: searchPath, HOME: "/root" },
      signal
    }
  );
  if (ended.kind !== "exited" || ended.status !== 0)
    throw new UserError(
      `cowpio's programs could not be built: ${output2.trim()}. Run npm run build in ${home}, which lists what is missing, or use a release`
    );
}
var import_node_fs13, import_node_os3, searchPath, installers, makes, hasControls, tools, fieldOf, osName, isThere, judgeTools, newerQemu, soundQemu, programs, missingIn;
var init_programs = __esm({
  "src/host/engine/programs.ts"() {
    "use strict";
    import_node_fs13 = require("node:fs");
    import_node_os3 = require("node:os");
    init_qemu();
    init_image();
    init_process();
    init_architectures();
    init_errors();
    init_file_systems();
    searchPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    installers = {
      debian: "apt-get install",
      fedora: "dnf install",
      suse: "zypper install",
      arch: "pacman -S",
      alpine: "apk add"
    };
    makes = (kind) => (request) => request.axes.fileSystem.some((name) => profileOf(name).kind === kind);
    hasControls = ({ controls }) => !controls.includes("none");
    tools = [
      {
        programs: ["unshare", "setpriv", "prlimit", "mount", "umount", "losetup", "blkid", "pivot_root"],
        package: "util-linux",
        others: { debian: "util-linux mount", alpine: "util-linux util-linux-misc setpriv" }
      },
      { programs: ["bwrap"], package: "bubblewrap" },
      {
        programs: [architecture.qemu, "timeout"],
        package: "qemu-system-x86",
        others: { fedora: "qemu-system-x86-core", suse: "qemu-x86", alpine: "qemu-system-x86_64 coreutils" }
      },
      { programs: ["tar"], package: "tar" },
      { programs: ["zstd", "gzip", "xz"], package: "zstd gzip xz", others: { debian: "zstd gzip xz-utils" } },
      { programs: ["mkfs.btrfs", "btrfs"], package: "btrfs-progs", others: { suse: "btrfsprogs" }, needed: makes("btrfs") },
      { programs: ["mkfs.xfs"], package: "xfsprogs", needed: makes("xfs") },
      { programs: ["xfs_io"], package: "xfsprogs", others: { alpine: "xfsprogs-extra" }, needed: hasControls },
      {
        programs: ["mkfs.ext4"],
        package: "e2fsprogs",
        needed: (request) => makes("ext4")(request) || hasControls(request)
      },
      {
        programs: ["grub-mkrescue", "xorriso", "mformat"],
        package: "grub xorriso mtools",
        others: { debian: "grub-common grub-pc-bin xorriso mtools" },
        needed: ({ axes: axes2 }) => axes2.bootloader.includes("grub")
      }
    ];
    fieldOf = (osRelease, name) => new RegExp(`^${name}=["']?([^"'
]*)`, "m").exec(osRelease)?.[1] ?? "";
    osName = (osRelease) => fieldOf(osRelease, "PRETTY_NAME") || "unknown system";
    isThere = (program) => searchPath.split(":").some((folder) => {
      try {
        (0, import_node_fs13.accessSync)(`${folder}/${program}`, import_node_fs13.constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
    judgeTools = (request, { has, osRelease }) => tools.filter(({ needed }) => needed === void 0 || needed(request)).map((tool) => {
      const missing = tool.programs.filter((program) => !has(program));
      return {
        what: tool.programs.join(", "),
        seen: missing.length === 0 ? "there" : `${missing.join(", ")} not there`,
        ok: missing.length === 0,
        advice: installCommand(tool, osRelease)
      };
    });
    newerQemu = "install QEMU 10 or newer, or use accelerator: kvm";
    soundQemu = 10;
    programs = [
      "cowpio",
      "cowpio.node",
      "cowpio-init",
      "cowpio-verify",
      "cowpio-clone",
      "cowpio-tiny"
    ];
    missingIn = (folder) => programs.filter((name) => !(0, import_node_fs13.existsSync)(`${folder}/${name}`));
  }
});

// src/host/engine/no-engine.ts
function commandFor(program, own2, { folder, root: root2, work }) {
  const { command = [`${ownFolder}/node`, "cell.js"], mounts = [], capabilities: capabilities2 = cellCapabilities } = program;
  const triples = [
    [own2, ownFolder, "ro"],
    [process.execPath, `${ownFolder}/node`, "ro"],
    [work, inContainer.work, "rw"],
    ...Object.entries(temporaryFolders).map(([to, size]) => ["tmpfs", to, size]),
    ...program.accelerator === "kvm" ? [["/dev/kvm", "/dev/kvm", "rw"]] : [],
    ...mounts.map(({ from, to, writable }) => [from, to, writable ? "rw" : "ro"])
  ];
  const namespaces = ["--mount", "--pid", "--ipc", "--uts", "--net", "--propagation", "private"];
  return [
    ...["setpriv", "--pdeathsig", "TERM", "sh", "-c", launch, "sh", folder],
    ...["setpriv", "--pdeathsig", "KILL", "unshare", ...namespaces, "--fork", "--kill-child"],
    ...["sh", "-c", setUp, "sh", root2, `${longestFile}`],
    ...[program.privileged ? "+all" : boundingSet(capabilities2), ...triples.flat(), "--", ...command]
  ];
}
async function trialProblem(run2, signal) {
  let output2 = "";
  const onOutput = (chunk) => void (output2 = (output2 + chunk).slice(-500));
  const command = ["sh", "-c", trial, `${ownFolder}/node`];
  const status3 = await run2({ name: "trial", command }, { onStdout: onOutput, onStderr: onOutput, signal });
  return status3 === 0 ? void 0 : `exit status ${status3}: ${output2.trim().replace(/\s*\n\s*/g, "; ")}`;
}
async function prepare({ at, cache: { scratch } }) {
  const own2 = await layOutPrograms(at, scratch);
  const run2 = ownRunner(own2, scratch);
  const problem = await trialProblem(run2, at.signal);
  if (problem !== void 0)
    throw new UserError(`engine none: programs do not run here as a cell's do: ${problem}. ${advice}`);
  const tcgProblem = await qemuProblem();
  const system = osName((0, import_node_fs14.readFileSync)("/etc/os-release", "utf8"));
  const description = `this container (${system}) with cowpio's programs ${await digestTree(own2)}`;
  return {
    image: description,
    description,
    ...tcgProblem === void 0 ? {} : { tcgProblem },
    run: run2,
    ready: async () => {
    }
  };
}
async function layOutPrograms(at, scratch) {
  const folder = `${scratch}/programs`;
  const from = await buildPrograms(at);
  await (0, import_promises16.mkdir)(folder, { recursive: true });
  for (const name of programs) {
    await (0, import_promises16.copyFile)(`${from}/${name}`, `${folder}/${name}`);
    await (0, import_promises16.chmod)(`${folder}/${name}`, 493);
  }
  await (0, import_promises16.copyFile)(`${at.home}/dist/cell.js`, `${folder}/cell.js`);
  await (0, import_promises16.writeFile)(`${folder}/node`, "");
  return folder;
}
async function findings(request, at) {
  const engine = { what: "container engine", seen: "none: cells run in this container", ok: true };
  return [engine, ...await toolFindings(request, at)];
}
var import_node_crypto8, import_node_fs14, import_promises16, GiB2, ownFolder, environment, launch, setUp, boundingSet, ownRunner, trial, advice, describeOwnPrivilege, withoutEngine;
var init_no_engine = __esm({
  "src/host/engine/no-engine.ts"() {
    "use strict";
    import_node_crypto8 = require("node:crypto");
    import_node_fs14 = require("node:fs");
    import_promises16 = require("node:fs/promises");
    init_digest();
    init_process();
    init_cell();
    init_errors();
    init_privileges();
    init_programs();
    GiB2 = 2 ** 30;
    ownFolder = "/opt/cowpio";
    environment = { PATH: searchPath, HOME: "/root", LC_ALL: "C.UTF-8" };
    launch = `work=$1
shift
exec 3<&0
"$@" <&3 3<&- &
child=$!
exec >/dev/null 2>&1
trap 'kill -KILL "$child"' TERM INT HUP
wait "$child"
status=$?
while kill -0 "$child" 2>/dev/null; do
  wait "$child"
  status=$?
done
trap "" TERM INT HUP
tries=0
until rm -rf "$work" || [ "$tries" -ge 20 ]; do
  tries=$((tries + 1))
  sleep 0.5
done
exit "$status"`;
    setUp = `set -eu
root=$1 size=$2 capabilities=$3
shift 3
mount() { command mount -n "$@"; }
mount -t tmpfs -o mode=755,size=1m cowpio "$root"
attach() {
  if [ -d "$1" ]; then mkdir -p "$root$2"
  elif [ ! -e "$root$2" ]; then mkdir -p "$(dirname "$root$2")"; : >"$root$2"; fi
  mount --bind "$1" "$root$2"
  [ "$3" = rw ] || mount -o "remount,bind,$3" "$root$2"
}
for path in /bin /etc /lib* /nix /sbin /usr; do
  if [ -L "$path" ]; then ln -s "$(readlink "$path")" "$root$path"
  elif [ -d "$path" ]; then attach "$path" "$path" ro; fi
done
mkdir -p "$root/dev" "$root/proc" "$root/.old"
mount -t tmpfs -o nosuid,mode=755,size=1m cowpio "$root/dev"
for name in null zero full random urandom tty; do attach "/dev/$name" "/dev/$name" rw; done
ln -s /proc/self/fd "$root/dev/fd"
ln -s /proc/self/fd/0 "$root/dev/stdin"
ln -s /proc/self/fd/1 "$root/dev/stdout"
ln -s /proc/self/fd/2 "$root/dev/stderr"
mount -t proc -o nosuid,nodev,noexec cowpio "$root/proc"
attach /sys /sys ro
while [ "$1" != -- ]; do
  case $3 in
    size=*) mkdir -p "$root$2"; mount -t tmpfs -o "nosuid,nodev,noexec,$3" cowpio "$root$2" ;;
    *) attach "$1" "$2" "$3" ;;
  esac
  shift 3
done
shift
cd "$root"
pivot_root . .old
cd /opt/cowpio
umount -l /.old
rmdir /.old
mount -o remount,bind,ro /
exec prlimit --fsize="$size" --nofile=1024:1024 setpriv --bounding-set="$capabilities" "$@"`;
    boundingSet = (capabilities2) => ["-all", ...capabilities2.map((name) => `+${name.toLowerCase()}`)].join();
    ownRunner = (own2, scratch) => async (program, { onStdout, onStderr, signal }) => {
      signal.throwIfAborted();
      if (program.accelerator === "kvm" && !(0, import_node_fs14.existsSync)("/dev/kvm")) throw new Error("there is no /dev/kvm");
      const folder = `${scratch}/cell-${(0, import_node_crypto8.randomBytes)(6).toString("hex")}`;
      const folders = { folder, root: `${folder}/root`, work: `${folder}/work` };
      for (const path5 of [folders.root, folders.work]) await (0, import_promises16.mkdir)(path5, { recursive: true });
      const [first = "", ...args] = commandFor(program, own2, folders);
      const { input, stdin } = program;
      const streams = { onStdout, onStderr, signal, env: environment, ...stdin ? { stdin } : {} };
      return runPiped({ program: first, args }, input === void 0 ? streams : { ...streams, input: `
${input}
` });
    };
    trial = `set -eu
mknod /dev/loop-control c 10 237
: </dev/loop-control
bwrap --ro-bind / / --dev /dev --proc /proc --unshare-pid --unshare-ipc --unshare-uts --cap-drop ALL true
"$0" -e 'require("/opt/cowpio/cowpio.node")'`;
    advice = "Start the container with --privileged (container: options: --privileged), as root";
    describeOwnPrivilege = (privileged) => privileged ? "cells are privileged: they may do to this machine whatever root of this container may" : `cells have ${cellCapabilities.join(", ")}, this container's devices, ${longestFile / GiB2} GiB a file, no network, and without an engine no limit of memory and processes; the distro's programs neither SYS_ADMIN, MKNOD nor devices`;
    withoutEngine = () => ({
      describe: async () => "none (this container)",
      diskFolder: async () => void 0,
      describePrivilege: describeOwnPrivilege,
      findings,
      assertAble: async (request, at) => {
        const missing = (await toolFindings(request, at)).filter(({ ok }) => !ok);
        if (missing.length === 0) return;
        const lines3 = missing.map(({ what, seen, advice: wanted2 }) => `  ${what}: ${seen}. ${wanted2 ?? ""}`.trimEnd());
        throw new UserError(`engine none: this container lacks what cells need:
${lines3.join("\n")}`);
      },
      existing: (request, at, cache) => prepare({ request, at, cache, paths: [] }),
      prepare
    });
  }
});

// src/host/engine/runtime.ts
async function connectRuntime(requested, log) {
  if (requested === "none") return withoutEngine();
  const machine = { uid: process.getuid?.(), exists: import_node_fs15.existsSync };
  if (goesWithout(engineAddress(process.env), machine)) {
    log("engine none: there is no engine's socket, and this is a container: cells run in it");
    return withoutEngine();
  }
  return withEngine(await connectEngine());
}
var import_node_fs15, containerFiles, goesWithout, withEngine, imageRunner;
var init_runtime = __esm({
  "src/host/engine/runtime.ts"() {
    "use strict";
    import_node_fs15 = require("node:fs");
    init_cell_image();
    init_container();
    init_docker_config();
    init_engine();
    init_no_engine();
    init_privileges();
    containerFiles = ["/.dockerenv", "/run/.containerenv"];
    goesWithout = ({ isDefault, options: { socketPath = "" } }, { uid, exists: exists2 }) => isDefault && !exists2(socketPath) && uid === 0 && containerFiles.some(exists2);
    withEngine = (engine) => ({
      engine,
      describe: () => describeEngine(engine),
      diskFolder: () => engineFolder(engine),
      describePrivilege,
      findings: async () => [{ what: "container engine", seen: await describeEngine(engine), ok: true }],
      existing: async ({ cellImage }, { home, runId: runId2 }) => {
        const image = cellImage === "" ? (await imageToBuild(home)).reference : cellImage;
        return await hasImage(engine, image) ? imageRunner(engine, image, runId2) : void 0;
      },
      assertAble: async () => {
      },
      prepare: async ({ request, at, cache, paths }) => {
        const image = await sharedCellImage({ ...at, engine, requested: request.cellImage, scratch: cache.scratch }, paths);
        return { ...imageRunner(engine, image, at.runId), description: await describeImage(engine, image) };
      }
    });
    imageRunner = (engine, image, runId2) => ({
      engine,
      image,
      description: image,
      run: async (program, listen) => {
        const { name, command, input, stdin, mounts = [], capabilities: capabilities2, privileged = false, accelerator = "tcg" } = program;
        const host = await cellHost(engine, privileged, accelerator, runId2, program.guestMemory);
        const own2 = mounts.map(({ from, to, writable }) => ({ ...readOnly(from, to), ReadOnly: !writable }));
        return runContainer(
          engine,
          {
            image,
            runId: runId2,
            name,
            ...command ? { command } : {},
            ...input === void 0 ? {} : { input },
            ...stdin ? { stdin } : {},
            host: {
              ...host,
              ...capabilities2 ? { CapAdd: [...capabilities2] } : {},
              Mounts: [...host.Mounts ?? [], ...own2]
            }
          },
          listen
        );
      },
      ready: (at) => awaitEngine(engine, at)
    });
  }
});

// src/host/clean.ts
async function clean(choice, cacheDir, runId2) {
  const label = runId2 === void 0 ? runLabel : `${runLabel}=${runId2}`;
  let containers = 0;
  let volumes = 0;
  let folders = 0;
  try {
    const { engine } = await connectRuntime(choice, () => {
    });
    if (engine !== void 0) {
      containers += await removeContainers(engine, label);
      await (0, import_promises18.setTimeout)(1e3);
      containers += await removeContainers(engine, label);
      volumes += await removeVolumes(engine, label);
    }
  } finally {
    folders += await removeScratch(`${cacheDir}/tmp`, runId2);
  }
  return { containers, volumes, folders };
}
async function removeContainers(engine, label) {
  const left2 = await engine.listContainers({ all: true, filters: { label: [label] } });
  for (const { Id } of left2)
    await engine.getContainer(Id).remove({ force: true, v: true }).catch((error2) => {
      if (error2.statusCode !== 404 && error2.statusCode !== 409) throw error2;
    });
  return left2.length;
}
async function removeVolumes(engine, label, madeBefore = Infinity) {
  const { Volumes } = await engine.listVolumes({ filters: { label: [label], dangling: ["true"] } });
  const old = (Volumes ?? []).filter(
    (volume) => !(Date.parse(volume.CreatedAt ?? "") >= madeBefore)
  );
  const removed = await Promise.all(
    old.map(
      ({ Name }) => engine.getVolume(Name).remove().then(
        () => true,
        () => false
      )
    )
  );
  return removed.filter((gone) => gone).length;
}
async function removeScratch(folder, runId2) {
  const runs = (await (0, import_promises17.readdir)(folder).catch(() => [])).filter((name) => runId2 === void 0 || name === runId2);
  for (const run2 of runs) await (0, import_promises17.rm)(`${folder}/${run2}`, { recursive: true, force: true });
  return runs.length;
}
var import_promises17, import_promises18, describeCleaned, removeOrphans;
var init_clean = __esm({
  "src/host/clean.ts"() {
    "use strict";
    import_promises17 = require("node:fs/promises");
    import_promises18 = require("node:timers/promises");
    init_engine();
    init_runtime();
    describeCleaned = ({ containers, volumes, folders }) => `${containers} containers, ${volumes} volumes, ${folders} directories`;
    removeOrphans = async (engine) => removeVolumes(engine, runLabel, Date.now() - 6e4);
  }
});

// src/cell/stage/drivers.ts
var init_drivers = __esm({
  "src/cell/stage/drivers.ts"() {
    "use strict";
  }
});

// src/cell/verify/sharing.ts
var init_sharing = __esm({
  "src/cell/verify/sharing.ts"() {
    "use strict";
    init_axes();
  }
});

// src/cell/verify/guest.ts
var init_guest = __esm({
  "src/cell/verify/guest.ts"() {
    "use strict";
    init_faults();
    init_sharing();
  }
});

// src/cell/verify/judge-cell.ts
var init_judge_cell = __esm({
  "src/cell/verify/judge-cell.ts"() {
    "use strict";
    init_axes();
    init_generators();
    init_guest();
    init_sharing();
  }
});

// src/cell/pipeline.ts
function failed(error2) {
  if (error2 instanceof Error && "suppressed" in error2 && "error" in error2) {
    const first = failed(error2.suppressed);
    return { ...first, reason: `${first.reason}; then: ${failed(error2.error).reason}` };
  }
  if (error2 instanceof StageFailure) {
    const { blame: status3, message: reason2, stage, source } = error2;
    return { status: status3, reason: reason2, stage, ...source ? { source } : {} };
  }
  return { status: "ERROR", reason: error2 instanceof Error ? error2.message : String(error2) };
}
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
  }
});

// src/host/matrix.ts
async function runMatrix({ cells, jobs, retries, settings }, effects) {
  const staged = await stageAll(
    cells.map(({ combination: combination2 }) => combination2),
    effects
  );
  const placed = cells.map((spec, index) => {
    const own2 = staged(spec.combination);
    return { number: index + 1, of: cells.length, plan: planOf(spec, own2, settings), staged: own2 };
  });
  const judge = async (cell2) => {
    const { plan: plan3 } = cell2;
    const started = effects.now();
    effects.progress(cell2);
    const outcome2 = await outcomeOf(cell2, retries, effects);
    effects.save({ plan: plan3, outcome: outcome2 });
    return { plan: plan3, outcome: outcome2, tookMs: effects.now() - started };
  };
  const judged = await inOrder2(
    placed,
    jobs,
    judge,
    (cell2, { outcome: outcome2, tookMs }) => effects.progress(cell2, { ...outcome2, tookMs })
  );
  return judged.map(({ plan: plan3, outcome: outcome2 }) => ({ plan: plan3, outcome: outcome2 }));
}
async function stageAll(combinations, effects) {
  const stagings = (axis, some, keyOf2, stage) => {
    const begun = /* @__PURE__ */ new Map();
    const done = /* @__PURE__ */ new Map();
    const tasks2 = [...new Map(some.map((one2) => [keyOf2(one2), one2]))].map(([key2, first]) => async () => {
      const work = stage(first).catch((cause) => {
        effects.signal.throwIfAborted();
        return notStaged(`${axis} ${first[axis]}`, cause, effects.fullStorage);
      });
      begun.set(key2, work);
      done.set(key2, await work);
    });
    return { begun, done, tasks: tasks2 };
  };
  const distros = stagings(
    "distro",
    combinations,
    distroKey,
    ({ distro, dracut: dracut2 }) => effects.stageDistro({ requested: distro, toBuild: dracut2 !== "builtin" })
  );
  const kernels = stagings("kernel", combinations, kernelKey, async (combination2) => {
    if (combination2.kernel !== "builtin") return effects.stageKernel(combination2.kernel);
    const distro = await need(distros.begun, distroKey(combination2));
    if (distro instanceof StageFailure) throw distro;
    return effects.stageKernel(combination2.kernel, distro);
  });
  const checkouts = stagings(
    "dracut",
    combinations.filter(({ dracut: dracut2 }) => dracut2 !== "builtin"),
    ({ dracut: dracut2 }) => dracut2,
    ({ dracut: dracut2 }) => effects.stageCheckout(dracut2)
  );
  const tasks = [...distros.tasks, ...kernels.tasks, ...checkouts.tasks];
  await inOrder2(
    tasks,
    stagingJobs,
    (task) => task(),
    () => {
    }
  );
  return (combination2) => ({
    distro: need(distros.done, distroKey(combination2)),
    kernel: need(kernels.done, kernelKey(combination2)),
    checkout: checkouts.done.get(combination2.dracut)
  });
}
async function outcomeOf({ plan: plan3, staged: { distro, kernel, checkout } }, retries, effects) {
  const notStarted = (failure) => ({ cell: plan3.id, ...failed(failure), stageTimes: {} });
  if (distro instanceof StageFailure) return notStarted(distro);
  if (kernel instanceof StageFailure) return notStarted(kernel);
  if (checkout instanceof StageFailure) return notStarted(checkout);
  const staged = { distro, kernel, ...checkout ? { checkout } : {} };
  return runWithRetries(plan3, retries, effects.resumed(plan3), (attempt2) => effects.runCell(plan3, staged, attempt2));
}
function need(staged, key2) {
  const found = staged.get(key2);
  if (found === void 0) throw new Error(`${key2} was not staged`);
  return found;
}
async function inOrder2(items, jobs, work, done) {
  const results = /* @__PURE__ */ new Map();
  let next = 0;
  let reported = 0;
  let failure;
  const worker = async () => {
    while (failure === void 0 && next < items.length) {
      const index = next++;
      try {
        results.set(index, await work(items[index]));
        for (; results.has(reported); reported++) done(items[reported], results.get(reported));
      } catch (error2) {
        failure ??= { error: error2 };
      }
    }
  };
  await Promise.all(Array.from({ length: jobs }, worker));
  if (failure !== void 0) throw failure.error;
  return items.map((_, index) => results.get(index));
}
async function runWithRetries(plan3, retries, saved, run2) {
  if (saved !== void 0 && saved.status !== "INCONCLUSIVE") return saved;
  const attempts = saved === void 0 ? [] : [...saved.attempts ?? [], attemptOf(saved)];
  for (let retry = 0; ; retry++) {
    const outcome2 = await run2(attempts.length + 1);
    if (outcome2.status !== "INCONCLUSIVE" || retry === retries)
      return { ...outcome2, cell: plan3.id, ...attempts.length > 0 ? { attempts } : {} };
    attempts.push(attemptOf(outcome2));
  }
}
var stagingJobs, planOf, distroKey, kernelKey, attemptOf;
var init_matrix = __esm({
  "src/host/matrix.ts"() {
    "use strict";
    init_pipeline();
    init_errors();
    init_cells();
    stagingJobs = 3;
    planOf = (spec, { distro, kernel, checkout }, settings) => completeCell(spec, {
      kernel: kernel instanceof StageFailure ? { version: "unknown", origin: "not staged" } : kernel.image,
      distro: distro instanceof StageFailure ? {} : distro.image,
      ...checkout === void 0 || checkout instanceof StageFailure ? {} : { checkout: checkout.digest },
      ...settings
    });
    distroKey = ({ distro, dracut: dracut2 }) => `${distro} ${dracut2 !== "builtin"}`;
    kernelKey = (combination2) => combination2.kernel === "builtin" ? `builtin ${distroKey(combination2)}` : combination2.kernel;
    attemptOf = ({ reason: reason2, stage }) => ({
      status: "INCONCLUSIVE",
      reason: reason2,
      ...stage ? { stage } : {}
    });
  }
});

// src/plan/shards.ts
function parseShard(text3) {
  const [, index, of2] = /^([1-9]\d{0,3})\/([1-9]\d{0,3})$/.exec(text3) ?? [];
  if (index === void 0 || of2 === void 0) return `expected INDEX/COUNT, as 2/4, got "${text3}"`;
  if (Number(of2) > maxShards) return `there are at most ${maxShards} shards, got "${text3}"`;
  if (Number(index) > Number(of2)) return `shard ${index} of ${of2} does not exist`;
  return { index: Number(index), of: Number(of2) };
}
function estimate({
  expected,
  fault,
  compareWith: compareWith2,
  base
}) {
  if (base !== void 0) return estimate(base) + estimate({ expected, fault, compareWith: compareWith2 });
  const archives = 1 + compareWith2.length;
  if (expected.boot === "not tried") return parts.fixed + parts.archive;
  const boot = faultOf(fault).stalls ? parts.boot + stallMs : expected.boot === "boots" ? parts.boot : parts.noBoot;
  return parts.fixed + archives * parts.archive + boot + (archives - 1) * parts.boot;
}
function durationsOf(cells, past) {
  const paces = cells.flatMap((cell2) => {
    const took = past.get(cell2.id);
    return took === void 0 ? [] : [took / estimate(cell2)];
  }).sort((a, b) => a - b);
  const pace = paces[Math.floor(paces.length / 2)] ?? 1;
  return cells.map((cell2) => past.get(cell2.id) ?? estimate(cell2) * pace);
}
function assignShards(durations, count) {
  const shards = Array.from({ length: count }, () => ({ positions: [], duration: 0 }));
  const longestFirst = durations.map((_, position) => position);
  longestFirst.sort((a, b) => durations[b] - durations[a] || a - b);
  for (const position of longestFirst) {
    let smallest2 = shards[0];
    for (const shard2 of shards)
      if (shard2.duration < smallest2.duration || shard2.duration === smallest2.duration && shard2.positions.length < smallest2.positions.length)
        smallest2 = shard2;
    smallest2.positions.push(position);
    smallest2.duration += durations[position];
  }
  for (const { positions } of shards) positions.sort((a, b) => a - b);
  return shards;
}
function joinProblem(parts2) {
  const [first] = parts2;
  if (first === void 0) return "no shards to merge";
  for (const { folder, run: run2 } of parts2)
    if (run2.shard === void 0) return `${folder} is a whole run, not a shard of one`;
  const shards = parts2.map(({ folder, run: run2 }) => ({ folder, version: run2.version, shard: run2.shard }));
  const [{ folder: baseline, version: version2, shard: own2 }] = shards;
  const seen = /* @__PURE__ */ new Map();
  for (const { folder, version: other, shard: shard2 } of shards) {
    const name = `${shard2.index}/${shard2.of}`;
    if (other !== version2)
      return `${folder} was run by cowpio ${other}, ${baseline} by ${version2}: run all shards with one version`;
    if (shard2.plan !== own2.plan || shard2.cells !== own2.cells)
      return `${folder} has another plan than ${baseline}: run all shards with the same options`;
    if (shard2.of !== own2.of)
      return `${folder} is shard ${name}, ${baseline} ${own2.index}/${own2.of}: run all shards with the same number of shards`;
    const previous = seen.get(shard2.index);
    if (previous !== void 0) return `${folder} and ${previous} are both shard ${name}. Pass each shard once`;
    seen.set(shard2.index, folder);
  }
  const missing = Array.from({ length: own2.of }, (_, index) => index + 1).filter((index) => !seen.has(index));
  if (missing.length > 0)
    return `${missing.length === 1 ? "shard" : "shards"} ${missing.map((index) => `${index}/${own2.of}`).join(", ")} ${missing.length === 1 ? "is" : "are"} missing beside ${parts2.map(({ folder }) => folder).join(", ")}`;
  return whyNotWhole(shards);
}
function whyNotWhole(shards) {
  const owners = /* @__PURE__ */ new Map();
  const advice2 = "give --durations to all shards or to none, and the same";
  for (const { folder, shard: shard2 } of shards)
    for (const position of shard2.positions) {
      const previous = owners.get(position);
      if (previous !== void 0)
        return `${folder} and ${previous} both ran cell ${position + 1} of the plan: ${advice2}`;
      owners.set(position, folder);
    }
  const cells = shards[0]?.shard.cells ?? 0;
  if (owners.size !== cells)
    return `${cells - owners.size} of the plan's ${cells} cells were run by no shard: ${advice2}`;
  return void 0;
}
function joined(parts2, cells) {
  const runs = parts2.map(({ run: run2 }) => run2);
  const [first] = runs;
  const { shard: _, ...rest } = first;
  const starts = runs.map(({ started }) => Date.parse(started));
  const ends = runs.map(({ elapsedMs }, index) => starts[index] + elapsedMs);
  const hosts = runs.map(({ host }) => host);
  const images = hosts.flatMap(({ cellImage }) => cellImage ?? []);
  return {
    ...rest,
    cells,
    started: new Date(Math.min(...starts)).toISOString(),
    elapsedMs: Math.max(...ends) - Math.min(...starts),
    jobs: Math.max(...runs.map(({ jobs }) => jobs)),
    host: {
      kernel: listed2(hosts.map(({ kernel }) => kernel)),
      cpu: listed2(hosts.map(({ cpu }) => cpu)),
      cores: Math.min(...hosts.map(({ cores }) => cores)),
      memory: Math.min(...hosts.map(({ memory: memory2 }) => memory2)),
      engine: listed2(hosts.map(({ engine }) => engine)),
      ...images.length > 0 ? { cellImage: listed2(images) } : {}
    },
    accelerator: runs.every(({ accelerator }) => accelerator === first.accelerator) ? first.accelerator : "kvm and tcg"
  };
}
var maxShards, shardCountProblem, parts, worthwhile, shardCount, githubMatrix, canonicalPlan, listed2;
var init_shards = __esm({
  "src/plan/shards.ts"() {
    "use strict";
    init_axes();
    init_faults();
    init_cells();
    maxShards = 256;
    shardCountProblem = (requested) => requested === "auto" || /^[1-9]\d{0,3}$/.test(requested) && Number(requested) <= maxShards ? void 0 : `expected auto or a whole number from 1 to ${maxShards}, got "${requested}"`;
    parts = { fixed: 2e3, archive: 4500, boot: 12e3, noBoot: 4300 };
    worthwhile = 20 * 6e4;
    shardCount = (durations) => Math.max(
      1,
      Math.min(maxShards, durations.length, Math.ceil(durations.reduce((sum, one2) => sum + one2, 0) / worthwhile))
    );
    githubMatrix = (shards) => ({
      include: shards.map(({ positions, duration: duration2 }, index) => ({
        shard: `${index + 1}/${shards.length}`,
        cells: positions.length,
        minutes: Math.ceil(duration2 / 6e4)
      }))
    });
    canonicalPlan = ({ bootDeadline, boots, base }, cells, version2) => [
      JSON.stringify([version2, bootDeadline, boots, base]),
      ...cells.map(
        ({ id, combination: combination2, fault, expected, compareWith: compareWith2 }) => JSON.stringify([id, ...axisNames.map((axis) => combination2[axes[axis].field]), fault, expected, compareWith2])
      )
    ].join("\n");
    listed2 = (values) => [...new Set(values)].join(", ");
  }
});

// src/host/staging/checkouts.ts
async function stageCheckout(requested, name = (0, import_node_path6.resolve)(requested)) {
  const folder = (0, import_node_path6.resolve)(requested);
  assertCheckout(folder, name);
  return { folder, digest: await digestTree(folder, [".git"]) };
}
async function withCommit(source) {
  const { revision, path: path5 } = source;
  try {
    const named6 = ["--verify", "--short=12", "--end-of-options", `${revision}^{commit}`];
    const commit = (await git([...inCheckout(source), "rev-parse", ...named6])).trim().split("\n").at(-1) ?? "";
    if (/^[0-9a-f]+$/.test(commit)) return { ...source, revision: commit };
    throw new Error(`it calls it ${commit}`);
  } catch (cause) {
    const said = cause.message.split(": ").slice(-2).join(": ");
    throw new UserError(
      `dracut git:${revision}: no such commit in ${path5} (${said}). Fetch more history (actions/checkout: fetch-depth: 2)`,
      { cause }
    );
  }
}
async function stageRevision(source, into) {
  const { revision } = await withCommit(source);
  const folder = `${(0, import_node_path6.resolve)(into)}/dracut-${revision}`;
  await (0, import_promises19.mkdir)(folder, { recursive: true });
  const index = `${folder}.index`;
  const below = (await git([...inCheckout(source), "rev-parse", "--show-prefix"])).trim();
  await git([...inCheckout(source), "read-tree", `${revision}:${below}`], index);
  const checkout = ["--work-tree", folder, "checkout-index", "--all", `--prefix=${folder}/`];
  await git([...inCheckout(source), ...checkout], index);
  return stageCheckout(folder, asText(source));
}
function assertCheckout(folder, name = folder) {
  if (!(0, import_node_fs16.existsSync)(folder)) throw new UserError(`dracut ${name}: no such directory`);
  const missing = ["configure", "Makefile", "modules.d"].filter((name2) => !(0, import_node_fs16.existsSync)(`${folder}/${name2}`));
  if (missing.length > 0)
    throw new UserError(`dracut ${name}: not a checkout of dracut: it lacks ${missing.join(", ")}`);
}
var import_node_fs16, import_promises19, import_node_path6, git, inCheckout;
var init_checkouts = __esm({
  "src/host/staging/checkouts.ts"() {
    "use strict";
    import_node_fs16 = require("node:fs");
    import_promises19 = require("node:fs/promises");
    import_node_path6 = require("node:path");
    init_digest();
    init_process();
    init_errors();
    init_sources();
    git = (args, index = "/dev/null") => exec2({
      program: "env",
      args: [
        ...["GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR"].flatMap((name) => ["-u", name]),
        ...["GIT_LFS_SKIP_SMUDGE=1", `GIT_INDEX_FILE=${index}`, "git"],
        ...[
          "safe.bareRepository=explicit",
          "core.hooksPath=/dev/null",
          "core.fsmonitor=false",
          "safe.directory=*"
        ].flatMap((setting) => ["-c", setting]),
        ...args
      ]
    });
    inCheckout = ({ path: path5 }) => ["-C", (0, import_node_path6.resolve)(path5)];
  }
});

// src/host/plan.ts
async function planned(given) {
  const request = await withCommits(given);
  const { cells, omitted: omitted3 } = planCells(request);
  const durations = durationsOf(cells, await readDurations(request.durations));
  return { request, cells, omitted: omitted3, durations, digest: digestOf(canonicalPlan(request, cells, version)) };
}
async function withCommits(request) {
  const named6 = async (value) => {
    const source = dracutSource(value);
    return source?.kind === "git" ? asText(await withCommit(source)) : value;
  };
  const dracut2 = await Promise.all(request.axes.dracut.map(named6));
  return { ...request, axes: { ...request.axes, dracut: dracut2 }, base: await named6(request.base) };
}
function shardsOf({ cells, durations }, requested) {
  const count = requested === "auto" ? shardCount(durations) : Number(requested);
  return assignShards(durations, Math.min(count, cells.length));
}
function ownCells({ cells, durations, digest: digest3 }, { shard: shard2 }) {
  if (shard2 === void 0) return { cells };
  if (shard2.of > cells.length)
    throw new UserError(
      `shard ${shard2.index}/${shard2.of}: the matrix has only ${cells.length} cells. Use at most that many shards`
    );
  const positions = assignShards(durations, shard2.of)[shard2.index - 1]?.positions ?? [];
  return {
    cells: positions.map((position) => cells[position]),
    shard: { ...shard2, plan: digest3, cells: cells.length, positions }
  };
}
function formatPlan(plan3, shards) {
  const { cells, omitted: omitted3, durations, digest: digest3 } = plan3;
  const all2 = withBases(cells);
  const names = Math.max(32, ...all2.map(({ id }) => id.length));
  const total2 = durations.reduce((sum, ms) => sum + ms, 0);
  return [
    ...all2.map(({ id, expected }) => `${id.padEnd(names)} expected: ${expected.sharing}, ${expected.boot}`),
    "",
    `${all2.length} cells, about ${minutes(total2)} one after another; plan ${digest3}`,
    ...groupOmitted(omitted3).map(
      ({ count, reason: reason2, examples }) => `left out: ${count} ${count === 1 ? "combination" : "combinations"}: ${reason2} (${examples.slice(0, 3).join(", ")}${count > 3 ? ", \u2026" : ""})`
    ),
    ...githubMatrix(shards).include.map(
      ({ shard: shard2, cells: own2 }, index) => `shard ${shard2}: ${own2} ${own2 === 1 ? "cell" : "cells"}, about ${minutes(shards[index]?.duration ?? 0)}`
    )
  ].join("\n");
}
async function readDurations(path5) {
  if (path5 === "") return /* @__PURE__ */ new Map();
  try {
    const file = (await (0, import_promises20.stat)(path5)).isDirectory() ? `${path5}/run.json` : path5;
    const { cells } = parseRun(await (0, import_promises20.readFile)(file, "utf8"));
    return new Map(
      cells.flatMap(({ plan: plan3, outcome: outcome2 }) => {
        return outcome2.evidence === void 0 ? [] : [[plan3.id, elapsed(outcome2.stageTimes)]];
      })
    );
  } catch (cause) {
    throw new UserError(`durations ${path5}: ${cause.message}`, { cause });
  }
}
var import_promises20, minutes, planJson;
var init_plan = __esm({
  "src/host/plan.ts"() {
    "use strict";
    import_promises20 = require("node:fs/promises");
    init_digest();
    init_errors();
    init_outcome();
    init_cells();
    init_shards();
    init_sources();
    init_json();
    init_version();
    init_checkouts();
    minutes = (ms) => `${Math.ceil(ms / 6e4)} min`;
    planJson = ({ cells, omitted: omitted3, durations, digest: digest3 }, shards) => JSON.stringify(
      {
        plan: digest3,
        cells: cells.map((cell2, position) => ({ ...cell2, milliseconds: durations[position] })),
        omitted: omitted3,
        shards: shards.map(({ positions, duration: duration2 }, index) => ({
          shard: `${index + 1}/${shards.length}`,
          cells: positions.map((position) => cells[position]?.id),
          milliseconds: duration2
        }))
      },
      null,
      2
    );
  }
});

// src/host/resources.ts
async function cellsRoom(folder, jobs) {
  if (!(0, import_node_fs17.existsSync)(folder)) return void 0;
  const advice2 = "free some space there (of an engine: docker system prune), use fewer jobs, or another disk";
  return room("disk of the cells", folder, jobs * cellBytes, advice2);
}
async function room(what, folder, needed, advice2) {
  const free = await freeOf(folder);
  const seen = `${inGiB(free)} free at ${folder}, ${inGiB(needed)} needed`;
  return { what, seen, ok: free >= needed, advice: advice2 };
}
async function freeOf(folder) {
  const free = await freeBytes(folder);
  return free === void 0 && folder !== (0, import_node_path7.dirname)(folder) ? freeOf((0, import_node_path7.dirname)(folder)) : free ?? 0;
}
var import_node_fs17, import_node_path7, memoryOfCell, maxGuestProcessors, jobsOf, guestProcessors, GiB3, cellBytes, cacheBytes, cacheRoom, inGiB;
var init_resources = __esm({
  "src/host/resources.ts"() {
    "use strict";
    import_node_fs17 = require("node:fs");
    import_node_path7 = require("node:path");
    init_storage();
    memoryOfCell = 2 * 2 ** 30;
    maxGuestProcessors = 2;
    jobsOf = (requested, { cores, memory: memory2 }) => requested === "auto" ? Math.max(1, Math.min(cores, Math.floor(memory2 / memoryOfCell))) : requested;
    guestProcessors = (jobs, cores) => Math.max(1, Math.min(maxGuestProcessors, Math.floor(cores / jobs)));
    GiB3 = 2 ** 30;
    cellBytes = GiB3;
    cacheBytes = 2 * GiB3;
    cacheRoom = (cacheDir) => room("cache-dir", cacheDir, cacheBytes, "free some space there, or choose another cache-dir");
    inGiB = (bytes) => `${(bytes / GiB3).toFixed(1)} GiB`;
  }
});

// src/host/cell-container.ts
async function runCellContainer(runner2, plan3, inputs2, listen) {
  let outcome2;
  let output2 = "";
  const decoder = new import_node_string_decoder.StringDecoder("utf8");
  const onLine = eachLine(longestLine, (line3, cut2) => {
    if (cut2) {
      output2 = `it printed a line of more than ${longestLine >> 20} MiB`;
      return;
    }
    const event = eventOf(line3);
    if (event.kind === "outcome") outcome2 = event.outcome;
    else listen.onEvent(event);
  });
  const started = performance.now();
  const limit = AbortSignal.timeout(longest(plan3));
  const inconclusive = (reason2) => ({
    cell: plan3.id,
    status: "INCONCLUSIVE",
    stage: "provision",
    reason: reason2,
    stageTimes: {}
  });
  try {
    const { distro, kernel, checkout, kept, privileged } = inputs2;
    const status3 = await runner2.run(
      {
        name: plan3.id,
        input: JSON.stringify(plan3),
        privileged,
        accelerator: plan3.accelerator,
        ...plan3.guestMemory === void 0 ? {} : { guestMemory: plan3.guestMemory },
        mounts: [
          { from: distro, to: inContainer.distro },
          { from: kernel, to: inContainer.kernel },
          ...checkout ? [{ from: checkout, to: inContainer.checkout }] : [],
          ...kept ? [{ from: kept, to: inContainer.kept, writable: true }] : []
        ]
      },
      {
        onStdout: (chunk) => onLine(decoder.write(chunk)),
        onStderr: (chunk) => {
          output2 = (output2 + chunk).slice(-2e3);
          listen.onEvent({ kind: "log", text: chunk.toString() });
        },
        signal: AbortSignal.any([listen.signal, limit])
      }
    );
    return outcome2 === void 0 ? inconclusive(
      `the cell's container ended (status ${status3}) without an outcome: ${output2.trim() || "it printed nothing"}`
    ) : withContainer(outcome2, performance.now() - started);
  } catch (error2) {
    listen.signal.throwIfAborted();
    if (limit.aborted) return inconclusive(`the cell was stopped after ${longest(plan3) / 6e4} minutes`);
    const why = error2 instanceof Error ? error2.message : String(error2);
    return inconclusive(
      `the cell's container could not run: ${why}${unseenPathError(why) === void 0 ? "" : `; ${whereToRun}`}`
    );
  }
}
function eventOf(line3) {
  try {
    const event = JSON.parse(line3);
    if (typeof event === "object" && event !== null && "kind" in event) return event;
  } catch {
  }
  return { kind: "log", text: `${line3}
` };
}
async function keeping({ keep, reportDir }, cell2, run2) {
  if (keep === "none") return run2();
  const folder = (0, import_node_path8.resolve)(reportDir, keptOf(cell2));
  (0, import_node_fs18.rmSync)(folder, { recursive: true, force: true });
  (0, import_node_fs18.mkdirSync)(folder, { recursive: true });
  let outcome2;
  try {
    return outcome2 = await run2(folder);
  } finally {
    if (!outcome2?.kept) (0, import_node_fs18.rmSync)(folder, { recursive: true, force: true });
  }
}
var import_node_fs18, import_node_path8, import_node_string_decoder, longestLine, withContainer, longest;
var init_cell_container = __esm({
  "src/host/cell-container.ts"() {
    "use strict";
    import_node_fs18 = require("node:fs");
    import_node_path8 = require("node:path");
    import_node_string_decoder = require("node:string_decoder");
    init_process();
    init_cell();
    init_outcome();
    init_paths();
    init_shared_paths();
    longestLine = 64 << 20;
    withContainer = (outcome2, tookMs) => {
      const { stageTimes } = outcome2;
      const container = Math.max(0, tookMs - elapsed(stageTimes));
      return { ...outcome2, stageTimes: { ...stageTimes, provision: (stageTimes.provision ?? 0) + container } };
    };
    longest = ({ compareWith: compareWith2, deadlines, checkout, cloneKernel, boots = 1 }) => 3e5 + (checkout ? 6e5 : 0) + (cloneKernel === "guest" ? boots * deadlines.clone : 0) + (1 + compareWith2.length) * deadlines.dracut + (boots + compareWith2.length) * deadlines.boot;
  }
});

// src/host/cell-output.ts
function progressOf(log) {
  const places2 = /* @__PURE__ */ new Map();
  const tell = (id, text3) => log(visible(`${places2.get(id) ?? ""}${id}: ${text3.replace(/\s+/g, " ").trim()}`));
  return {
    cell: ({ number: number2, of: of2, plan: { id } }, outcome2) => {
      places2.set(id, `[${number2}/${of2}] `);
      if (outcome2 === void 0) return;
      const tries = outcome2.attempts === void 0 ? "" : `, try ${outcome2.attempts.length + 1}`;
      tell(id, `${outcome2.status} after ${(outcome2.tookMs / 1e3).toFixed(1)} s${tries}: ${outcome2.reason}`);
    },
    event: (id, event) => {
      if (event.kind === "stage") tell(id, `${event.stage}: ${event.text}`);
    },
    /** Events of a cell besides its stages. */
    note: tell
  };
}
function saveLogs(folder, cell2, attempt2) {
  const log = `${folder}/logs/${cell2}`;
  const consoleOf2 = (recipe2) => `${folder}/consoles/${cell2}-${recipe2}`;
  for (const part of outputFolders) (0, import_node_fs19.mkdirSync)(`${folder}/${part}`, { recursive: true });
  for (const path5 of [log, ...["reflink", ...compressions].map(consoleOf2)])
    if (attempt2 === 1) (0, import_node_fs19.rmSync)(`${path5}.log`, { force: true });
    else if ((0, import_node_fs19.existsSync)(`${path5}.log`)) (0, import_node_fs19.renameSync)(`${path5}.log`, `${path5}.try${attempt2 - 1}.log`);
  const sizes = /* @__PURE__ */ new Map();
  const append = (path5, text3) => {
    const size = sizes.get(path5) ?? 0;
    if (size > maxLogSize) return;
    const next = size + Buffer.byteLength(text3);
    sizes.set(path5, next);
    (0, import_node_fs19.appendFileSync)(path5, next > maxLogSize ? `
(cut: it said more than ${maxLogSize >> 20} MiB)
` : text3);
  };
  return (event) => {
    switch (event.kind) {
      case "console":
        return append(`${consoleOf2(event.recipe)}.log`, event.text);
      case "log":
        return append(`${log}.log`, event.text);
      case "stage":
        return append(`${log}.log`, `== ${event.stage}: ${event.text}
`);
      case "contents":
        return (0, import_node_fs19.writeFileSync)(`${folder}/${contentsOf(cell2)}`, cut(event.entries.map(lineOf).sort().join("")));
      case "outcome":
        return;
    }
  };
}
var import_node_fs19, maxLogSize, lineOf, cut;
var init_cell_output = __esm({
  "src/host/cell-output.ts"() {
    "use strict";
    import_node_fs19 = require("node:fs");
    init_cell();
    init_escape();
    init_paths();
    maxLogSize = 16 << 20;
    lineOf = (entry) => `${JSON.stringify(entry)}
`;
    cut = (text3) => text3.slice(0, maxLogSize);
  }
});

// src/host/staging/kernels.ts
function needEngine(engine, what, instead2) {
  if (engine !== void 0) return engine;
  throw new UserError(`${what}: this needs a container engine, and the run has none (engine: none). ${instead2}`);
}
async function assertKernelSource(requested, { engine, cache }) {
  if (kernelSource(requested)?.kind !== "debian" || await lookUp(cache, entryName("kernel", requested))) return;
  needEngine(engine, `kernel ${requested}`, "Use kernels: builtin or the path of a kernel");
}
async function stageKernel(requested, provisioner, distro) {
  const source = kernelSource(requested);
  if (source === void 0) throw new UserError(sourceProblem.kernel(requested));
  if (source.kind === "builtin") return takeOwn(distro, provisioner);
  if (source.kind === "path") return takeGiven((0, import_node_path9.resolve)(source.path), provisioner);
  const { cache, log } = provisioner;
  const entry = entryName("kernel", requested);
  const found = await verified(cache, entry, { pathOf: (digest3) => kernelsFolder(cache, digest3), log });
  if (found === void 0) return fromDebian(requested, source, entry, provisioner);
  const { content: _, ...image } = found;
  return { image, folder: kernelsFolder(cache, found.digest) };
}
async function fromDebian(requested, { suite, package: name }, entryOf3, { engine: possible, image, runId: runId2, cache, signal, log }) {
  const engine = needEngine(possible, `kernel ${requested}`, "Use kernels: builtin or the path of a kernel");
  log(`staging kernel ${requested} from Debian ${suite}`);
  const tar = `${cache.scratch}/${entryOf3}.tar`;
  const file = digestingFile(tar);
  let output2 = "";
  const status3 = await runContainer(
    engine,
    {
      image,
      runId: runId2,
      name: `kernel ${requested}`,
      command: ["sh", "provision/kernel.sh", suite, name],
      host: { NetworkMode: "host" }
    },
    { onStdout: file.write, onStderr: (chunk) => output2 = (output2 + chunk).slice(-1e3), signal }
  );
  await file.close();
  if (status3 === notThere) throw new UserError(`${output2.trim().split("\n").at(-1)}. Use another package or suite`);
  if (status3 !== 0)
    throw new StageFailure(
      "provision",
      `kernel ${requested}`,
      `it could not be staged from Debian ${suite} (exit status ${status3}): ${output2.trim()}`,
      "INCONCLUSIVE"
    );
  const unpacked2 = `${cache.scratch}/${entryOf3}`;
  await unpack(tar, unpacked2);
  const [version2 = "", origin = "", sha256 = ""] = (await (0, import_promises21.readFile)(`${unpacked2}/kernel`, "utf8")).split("\n");
  const entry = { digest: `sha256:${sha256}`, version: version2, origin };
  const content = await digestTree(unpacked2);
  const folder = kernelsFolder(cache, entry.digest);
  await (0, import_promises21.mkdir)(`${cache.folder}/kernels`, { recursive: true });
  await (0, import_promises21.rename)(unpacked2, folder).catch((error2) => {
    if (error2.code !== "ENOTEMPTY" && error2.code !== "EEXIST") throw error2;
  });
  await (0, import_promises21.rm)(tar);
  await record2(cache, entryOf3, { ...entry, content });
  return { image: entry, folder };
}
async function unpack(tar, folder, ...members) {
  await (0, import_promises21.mkdir)(folder, { recursive: true });
  const args = ["--extract", "--file", tar, "--directory", folder, "--no-same-owner", ...members];
  await exec2({ program: "tar", args });
}
async function assertKernel(path5) {
  if (!(0, import_node_fs20.existsSync)(path5)) throw new UserError(`kernel ${path5}: no such directory or archive`);
  if ((await (0, import_promises21.stat)(path5)).isDirectory()) await versionIn(path5);
  else await kernelOf(path5);
}
async function kernelOf(path5) {
  const [kernel, ...more] = kernelsIn(await listArchive(path5, `kernel ${path5}`));
  if (kernel === void 0 || more.length > 0)
    throw new UserError(`kernel ${path5}: expected one boot/vmlinuz-VERSION and its lib/modules/VERSION in it`);
  return kernel;
}
async function takeGiven(path5, { cache }) {
  await assertKernel(path5);
  if ((await (0, import_promises21.stat)(path5)).isDirectory()) {
    const version2 = await versionIn(path5);
    return { image: { version: version2, origin: "folder", digest: await digestTree(path5) }, folder: path5 };
  }
  const digest3 = await digestFile(path5);
  const folder = await (0, import_promises21.mkdtemp)(`${cache.scratch}/kernel-`);
  await unpack(path5, folder);
  await arrange(folder, await kernelOf(path5));
  return { image: { version: await versionIn(folder), origin: "archive", digest: digest3 }, folder };
}
async function takeOwn({ image: { name }, tar }, { cache }) {
  const what = `kernel of distro ${name}`;
  const listing = await listArchive(tar, what);
  const [kernel] = kernelsIn(listing);
  if (kernel === void 0)
    throw new StageFailure(
      "provision",
      what,
      "it has none: expected lib/modules/VERSION with vmlinuz, vmlinux or Image in it, or with boot/vmlinuz-VERSION",
      "SKIP"
    );
  const { version: version2, image, modules } = kernel;
  const wanted2 = [`${modules}/`, ...image.startsWith(`${modules}/`) ? [] : [image]];
  const members = listing.split("\n").filter((path5) => wanted2.includes(path5.replace(/^(\.?\/)+/, "")));
  const folder = await (0, import_promises21.mkdtemp)(`${cache.scratch}/kernel-`);
  await unpack(tar, folder, ...members);
  await arrange(folder, kernel);
  await (0, import_promises21.rm)(`${folder}/usr`, { recursive: true, force: true });
  return { image: { version: version2, origin: `distro ${name}`, digest: await digestTree(folder) }, folder };
}
async function arrange(folder, { version: version2, image, modules }) {
  const move = async (from, to) => {
    if (from === to) return;
    await (0, import_promises21.mkdir)((0, import_node_path9.dirname)(`${folder}/${to}`), { recursive: true });
    await (0, import_promises21.rename)(`${folder}/${from}`, `${folder}/${to}`);
  };
  await move(image, `boot/vmlinuz-${version2}`);
  await move(modules, `lib/modules/${version2}`);
}
async function versionIn(folder) {
  if (!(0, import_node_fs20.existsSync)(folder)) throw new UserError(`kernel ${folder}: no such directory`);
  const boot = await (0, import_promises21.readdir)(`${folder}/boot`).catch(() => []);
  const kernels = boot.filter((name) => name.startsWith("vmlinuz-"));
  const version2 = kernels[0]?.slice("vmlinuz-".length);
  if (version2 === void 0 || kernels.length > 1)
    throw new UserError(`kernel ${folder}: expected one boot/vmlinuz-VERSION in it, found ${kernels.length}`);
  if (!isKernelVersion(version2))
    throw new UserError(`kernel ${folder}: boot/vmlinuz-${version2}: a kernel's version begins with a number`);
  if (!(0, import_node_fs20.existsSync)(`${folder}/lib/modules/${version2}`))
    throw new UserError(`kernel ${folder}: boot/vmlinuz-${version2} is there, its lib/modules/${version2} is missing`);
  return version2;
}
var import_node_fs20, import_promises21, import_node_path9, kernelsFolder, notThere;
var init_kernels = __esm({
  "src/host/staging/kernels.ts"() {
    "use strict";
    import_node_fs20 = require("node:fs");
    import_promises21 = require("node:fs/promises");
    import_node_path9 = require("node:path");
    init_digest();
    init_process();
    init_errors();
    init_sources();
    init_archives();
    init_container();
    init_cache();
    kernelsFolder = (cache, digest3) => `${cache.folder}/kernels/${hex(digest3)}`;
    notThere = 4;
  }
});

// src/host/staging/release.ts
async function readRelease(home, version2) {
  const path5 = `${home}/dist/release.json`;
  if (!(0, import_node_fs21.existsSync)(path5)) return void 0;
  const release2 = parsed2(await (0, import_promises22.readFile)(path5, "utf8"));
  if (release2 === void 0) throw new UserError(`${path5} is not a valid release file. ${remedy}`);
  if (release2.version !== version2)
    throw new UserError(`${path5} is of ${release2.version}, and this is ${version2}. ${remedy}`);
  for (const [name, expected] of Object.entries(release2.native)) {
    const found = await digestFile(`${home}/dist/${name}`).catch(() => void 0);
    if (found === void 0) throw new UserError(`${home}/dist/${name} is missing, which ${version2} has. ${remedy}`);
    if (found !== expected)
      throw new UserError(
        `${home}/dist/${name} is not what ${version2} was released with: expected ${expected}, found ${found}. ${remedy}`
      );
  }
  return release2;
}
function parsed2(text3) {
  try {
    const { version: version2, cell: cell2, distros, native } = JSON.parse(text3);
    const sound = sources.test(cell2.sources) && all([cell2.image], fixed) && all(Object.values(distros), fixed) && all(Object.entries(native), ([name, value]) => nativePath.test(name) && digest2.test(value));
    return sound ? { version: version2, cell: cell2, distros, native } : void 0;
  } catch {
    return void 0;
  }
}
function executableOf(home, release2, processor) {
  const name = `native/linux-${processor}/cowpio`;
  return release2 !== void 0 && name in release2.native ? `${home}/dist/${name}` : void 0;
}
function releasedDistro(release2, suite) {
  const reference = release2?.distros[suite];
  if (reference !== void 0) return reference;
  const why = release2 === void 0 ? "this checkout of cowpio is not a release, and only releases pin images" : `cowpio ${release2.version} pins ${Object.keys(release2.distros).join(", ") || "none"}`;
  throw new UserError(`distro release:${suite}: ${why}; ${suite} is built from Debian's current packages`);
}
var import_node_fs21, import_promises22, digest2, sources, fixed, all, nativePath, remedy;
var init_release = __esm({
  "src/host/staging/release.ts"() {
    "use strict";
    import_node_fs21 = require("node:fs");
    import_promises22 = require("node:fs/promises");
    init_digest();
    init_errors();
    digest2 = /^sha256:[0-9a-f]{64}$/;
    sources = /^cowpio-cell:[0-9a-f]{16}$/;
    fixed = (reference) => digest2.test(String(reference).split("@")[1] ?? "");
    all = (values, sound) => values.length > 0 && values.every(sound);
    nativePath = /^native\/(linux-(x64|arm64)\/cowpio(\.node)?|linux-x64\/cowpio-(init|verify|clone|tiny))$/;
    remedy = "Check cowpio out again, at the tag of its release.";
  }
});

// src/host/staging/distros.ts
function sourceOfDistro(requested) {
  const source = distroSource(requested);
  if (source === void 0) throw new UserError(sourceProblem.distro(requested));
  return source;
}
async function assertDistroSource({ requested, toBuild }, { engine, cache }) {
  const source = sourceOfDistro(requested);
  if (source.kind === "builtin" && engine !== void 0)
    throw new UserError("distro builtin: only a run with engine: none copies its own root. Use image:REFERENCE");
  if (engine !== void 0) return;
  const isImage = source.kind === "release" || source.kind === "image" || source.kind === "path" && await examineArchive((0, import_node_path10.resolve)(source.path)) === "image";
  const isBuilt = source.kind === "debian" && !await lookUp(cache, entryOf2(requested, toBuild));
  if (isImage || isBuilt) needEngine(engine, `distro ${requested}`, instead);
}
async function stageDistro(request, provisioner) {
  const { requested } = request;
  const { cache, log } = provisioner;
  const source = sourceOfDistro(requested);
  if (source.kind === "builtin") return fromOwnRoot(requested, provisioner);
  if (source.kind === "release")
    return fromImage(releasedDistro(provisioner.release, source.suite), requested, provisioner);
  if (source.kind === "image") return fromImage(source.reference, requested, provisioner);
  if (source.kind === "path") {
    const tar = (0, import_node_path10.resolve)(source.path);
    if (await examineArchive(tar) === "image") {
      log(`loading distro ${tar}`);
      const { signal } = provisioner;
      const engine = needEngine(provisioner.engine, `distro ${tar}`, instead);
      const reference = await loadImage(tar, `distro ${tar}`, { engine, scratch: cache.scratch, signal });
      return fromImage(reference, requested, provisioner);
    }
    return { image: { name: nameOf(requested), digest: await digestFile(tar) }, tar };
  }
  const entry = entryOf2(requested, request.toBuild);
  const found = await verified(cache, entry, { pathOf: (digest3) => distroPath(cache, digest3), log });
  if (found === void 0) return fromDebian2(request, entry, provisioner);
  return { image: { name: requested, digest: found.digest }, tar: distroPath(cache, found.digest) };
}
async function fromImage(reference, requested, provisioner) {
  const { cache, log } = provisioner;
  const pathOf3 = (digest3) => distroPath(cache, digest3);
  const engine = needEngine(provisioner.engine, `distro ${requested}`, instead);
  const { id, exportTo } = await exportImage(reference, { ...provisioner, engine });
  const image = { name: nameOf(requested), digest: id };
  const entry = entryName("distro-image", hex(id));
  if (await verified(cache, entry, { pathOf: pathOf3, log }) !== void 0) return { image, tar: pathOf3(id) };
  log(`exporting distro ${requested}`);
  const exported = `${cache.scratch}/${entry}.tar`;
  const content = await exportTo(exported);
  await assertHasGenerator(exported, requested);
  await (0, import_promises23.mkdir)(`${cache.folder}/distros`, { recursive: true });
  await (0, import_promises23.rename)(exported, pathOf3(id));
  await record2(cache, entry, { digest: id, content, version: reference, origin: "image" });
  return { image, tar: pathOf3(id) };
}
async function fromDebian2({ requested, toBuild }, entry, { engine: possible, image: cellImage, runId: runId2, cache, signal, log }) {
  const engine = needEngine(possible, `distro ${requested}`, instead);
  log(`building distro ${requested} of Debian's packages${toBuild ? ", with what it takes to build dracut" : ""}`);
  const building = `${cache.scratch}/${entry}.tar`;
  const file = digestingFile(building);
  let output2 = "";
  const status3 = await runContainer(
    engine,
    {
      image: cellImage,
      runId: runId2,
      name: `distro ${requested}`,
      command: ["sh", "provision/distro.sh", requested, ...toBuild ? ["build"] : []],
      // mmdebstrap mounts /proc and /sys in what it builds.
      host: { NetworkMode: "host", CapAdd: ["SYS_ADMIN"], SecurityOpt: ["seccomp=unconfined", "apparmor=unconfined"] }
    },
    { onStdout: file.write, onStderr: (chunk) => output2 = (output2 + chunk).slice(-1e3), signal }
  );
  const digest3 = await file.close();
  if (status3 !== 0)
    throw new StageFailure(
      "provision",
      `distro ${requested}`,
      `it could not be built (mmdebstrap's exit status ${status3}): ${output2.trim()}`,
      "INCONCLUSIVE"
    );
  const tar = distroPath(cache, digest3);
  await (0, import_promises23.mkdir)(`${cache.folder}/distros`, { recursive: true });
  await (0, import_promises23.rename)(building, tar);
  await record2(cache, entry, { digest: digest3, content: digest3, version: requested, origin: "mmdebstrap" });
  return { image: { name: requested, digest: digest3 }, tar };
}
async function fromOwnRoot(requested, { cache, leftOut = [], signal, log }) {
  log("copying this container's root");
  const tar = `${await (0, import_promises23.mkdtemp)(`${cache.scratch}/distro-`)}/root.tar`;
  let output2 = "";
  const ended = await watch(
    { program: "tar", args: copyOfRoot(tar, leftOut) },
    {
      deadlines: { total: 18e5, stall: 18e5 },
      onOutput: (text3) => output2 = (output2 + text3).slice(-1e3),
      signal
    }
  );
  if (ended.kind !== "exited" || ended.status > 1)
    throw new StageFailure(
      "provision",
      `distro ${requested}`,
      `this container's root: ${output2.trim()}`,
      "INCONCLUSIVE"
    );
  await assertHasGenerator(tar, requested);
  return { image: { name: nameOf(requested), digest: await digestFile(tar) }, tar };
}
var import_promises23, import_node_path10, instead, entryOf2, distroPath, notCopied, excluded, copyOfRoot;
var init_distros = __esm({
  "src/host/staging/distros.ts"() {
    "use strict";
    import_promises23 = require("node:fs/promises");
    import_node_path10 = require("node:path");
    init_digest();
    init_process();
    init_errors();
    init_names();
    init_sources();
    init_archives();
    init_container();
    init_images();
    init_cache();
    init_kernels();
    init_release();
    instead = "Use distros: builtin or the path of a root file system's tar archive";
    entryOf2 = (requested, toBuild) => entryName("distro", toBuild ? `${requested}-build` : requested);
    distroPath = (cache, digest3) => `${cache.folder}/distros/${hex(digest3)}.tar`;
    notCopied = [
      ...["dev/*", "home/*", "proc/*", "root/*", "run/*", "sys/*", "tmp/*", "var/cache/*", "var/log/*", "var/tmp/*"],
      ...["var/lib/apt/lists/*", ".dockerenv", "etc/hostname", "etc/hosts", "etc/resolv.conf"]
    ];
    excluded = (paths) => paths.filter((path5) => path5 !== "").map((path5) => `--exclude=./${path5}`);
    copyOfRoot = (to, leftOut) => [
      ...[
        "--create",
        "--file",
        to,
        "--directory",
        "/",
        "--one-file-system",
        "--numeric-owner",
        "--sort=name",
        "--mtime=@0"
      ],
      ...["--anchored", "--warning=no-file-changed", "--warning=no-file-ignored"],
      ...["--wildcards", ...excluded(notCopied)],
      ...["--no-wildcards", ...excluded(leftOut.map((path5) => path5.slice(1)))],
      "."
    ];
  }
});

// src/host/run-effects.ts
function runEffects(run2) {
  const { request, at, runner: runner2, cache, jobs, checkpoint } = run2;
  const { release: release2, runId: runId2, signal, log, group } = at;
  const progress = progressOf(log);
  const provisioner = (what) => ({
    engine: runner2.engine,
    image: runner2.image,
    leftOut: ownFolders(request, at),
    release: release2,
    runId: runId2,
    cache,
    log,
    signal: AbortSignal.any([signal, deadline(stagingMs, what)])
  });
  return {
    signal,
    stageDistro: (requested) => stageDistro(requested, provisioner(`distro ${requested.requested}`)),
    stageKernel: (requested, distro) => stageKernel(requested, provisioner(`kernel ${requested}`), distro),
    stageCheckout: (requested) => {
      const source = dracutSource(requested);
      return source?.kind === "git" ? stageRevision(source, cache.scratch) : stageCheckout(requested);
    },
    fullStorage: run2.fullStorage,
    runCell: runOneCell(run2, progress),
    resumed: (cell2) => {
      const previous = checkpoint.outcomeOf(cell2);
      if (previous !== void 0 && previous.status !== "INCONCLUSIVE")
        progress.note(cell2.id, `kept in ${request.resume}`);
      return previous;
    },
    save: checkpoint.save,
    progress: (position, outcome2) => {
      if (outcome2 && jobs === 1) group?.close();
      progress.cell(position, outcome2);
      if (!outcome2 && jobs === 1) group?.open(position.plan.id);
    },
    now: () => performance.now()
  };
}
var import_node_path11, stagingMs, ownFolders, runOneCell;
var init_run_effects = __esm({
  "src/host/run-effects.ts"() {
    "use strict";
    import_node_path11 = require("node:path");
    init_sources();
    init_escape();
    init_paths();
    init_cell_container();
    init_cell_output();
    init_engine();
    init_checkouts();
    init_distros();
    init_kernels();
    stagingMs = 45 * 6e4;
    ownFolders = (request, { home }) => [home, process.cwd(), request.reportDir, request.cacheDir, request.resume].map((path5) => (0, import_node_path11.resolve)(path5));
    runOneCell = ({ request, at, runner: runner2, bases, outputs }, progress) => async (plan3, { distro, kernel, checkout }, attempt2) => {
      const { signal, log, debug: debug2 } = at;
      await runner2.ready({ signal, log });
      if (attempt2 > 1) progress.note(plan3.id, `INCONCLUSIVE, so try ${attempt2}`);
      const isBase = bases.has(plan3.id);
      const save = saveLogs(isBase ? baseOf(outputs) : outputs, plan3.id, attempt2);
      const inputs2 = {
        distro: distro.tar,
        kernel: kernel.folder,
        ...checkout ? { checkout: checkout.folder } : {},
        privileged: request.privileged
      };
      const onEvent = (event) => {
        save(event);
        if (event.kind === "log") {
          for (const line3 of event.text.split("\n")) if (line3 !== "") debug2?.(visible(line3));
        }
        progress.event(plan3.id, event);
      };
      const keep = isBase ? "none" : request.keep;
      return keeping(
        { keep, reportDir: request.reportDir },
        plan3.id,
        (kept) => runCellContainer(runner2, plan3, { ...inputs2, ...kept ? { kept } : {} }, { signal, onEvent })
      );
    };
  }
});

// src/host/run.ts
function givenPaths({ axes: { kernel, distro, dracut: dracut2 }, base }) {
  const paths = (sources2) => sources2.flatMap((source) => source?.kind === "path" ? [(0, import_node_path12.resolve)(source.path)] : []);
  return {
    kernel: paths(kernel.map(kernelSource)),
    distro: paths(distro.map(distroSource)),
    dracut: paths([...dracut2, ...base === "" ? [] : [base]].map(dracutSource))
  };
}
async function assertFiles(request, release2) {
  const problems = [];
  const each = async (values, refuse2) => {
    for (const value of values)
      try {
        await refuse2(value);
      } catch (error2) {
        if (!(error2 instanceof UserError)) throw error2;
        problems.push(error2.message);
      }
  };
  const { kernel, distro, dracut: dracut2 } = givenPaths(request);
  const released = request.axes.distro.map(distroSource).filter((source) => source?.kind === "release");
  await each(
    released.map(({ suite }) => suite),
    (suite) => releasedDistro(release2, suite)
  );
  await each(kernel, assertKernel);
  await each(distro, examineArchive);
  await each(dracut2, assertCheckout);
  if (problems.length > 0) throw new UserError(problems.join("\n"));
}
async function assertSources(cells, { engine }, cache) {
  const problems = /* @__PURE__ */ new Set();
  const check = (work) => work.catch((error2) => {
    if (!(error2 instanceof UserError)) throw error2;
    problems.add(error2.message);
  });
  const distros = cells.map(({ combination: { distro, dracut: dracut2 } }) => ({
    requested: distro,
    toBuild: dracut2 !== "builtin"
  }));
  for (const request of new Map(distros.map((one2) => [JSON.stringify(one2), one2])).values())
    await check(assertDistroSource(request, { engine, cache }));
  for (const kernel of new Set(cells.map(({ combination: combination2 }) => combination2.kernel)))
    await check(assertKernelSource(kernel, { engine, cache }));
  if (problems.size > 0) throw new UserError([...problems].join("\n"));
}
async function runAndReport(given, at) {
  var _stack = [];
  try {
    const { release: release2, runId: runId2, signal, log } = at;
    const started = /* @__PURE__ */ new Date();
    const clock2 = performance.now();
    const plan3 = await planned(given);
    const { request } = plan3;
    const { cells: own2, shard: shard2 } = ownCells(plan3, request);
    const cells = withBases(own2);
    const bases = new Set(own2.flatMap(({ base }) => base?.id ?? []));
    await assertFiles(request, release2);
    makeFolders(request);
    const runtime = await connectRuntime(request.engine, log);
    await runtime.assertAble(request, at);
    const cache = __using(_stack, await openCache(request.cacheDir, runId2), true);
    await assertSources(cells, runtime, cache);
    let image = "";
    const outputs = request.resume === "" ? `${cache.scratch}/kept` : (0, import_node_path12.resolve)(request.resume);
    const checkpoint = request.resume === "" ? noCheckpoint : openCheckpoint(outputs, plan3.digest, () => image);
    const { jobs, processors } = await sharesOf(request, runtime, cache, cells.length);
    log(runtime.describePrivilege(request.privileged));
    if (jobs > 1) log(`${jobs} cells at a time: their times cannot be compared`);
    const engineWas = await runtime.describe();
    const storage = __using(_stack, await watchDisks(runtime, cache));
    if (runtime.engine) await sweepOrphans(runtime.engine, log);
    const kept = request.keep === "none" ? [] : [(0, import_node_path12.resolve)(request.reportDir)];
    const paths = [...Object.values(givenPaths(request)).flat(), ...kept];
    const runner2 = await runtime.prepare({ request, at, cache, paths });
    image = runner2.image;
    const accelerator = await prepareAccelerator(request, runner2, signal, log);
    const nonce = (0, import_node_crypto9.randomBytes)(16).toString("hex");
    const settings = { ...request, nonce, accelerator, processors };
    const judged = await runMatrix(
      { cells, jobs, retries: request.retries, settings },
      runEffects({ request, at, runner: runner2, cache, jobs, bases, outputs, checkpoint, fullStorage: storage.full })
    );
    const run2 = {
      version,
      ...shard2 ? { shard: shard2 } : {},
      cells: judged.filter(({ plan: plan4 }) => !bases.has(plan4.id)),
      omitted: groupOmitted(plan3.omitted),
      started: started.toISOString(),
      elapsedMs: performance.now() - clock2,
      jobs,
      host: { ...describeMachine(), engine: engineWas, cellImage: runner2.description },
      accelerator
    };
    await publishBase({ ...run2, cells: judged.filter(({ plan: plan4 }) => bases.has(plan4.id)), omitted: [] }, outputs, request);
    return { run: run2, ...await publish(run2, outputs, request.reportDir) };
  } catch (_) {
    var _error = _, _hasError = true;
  } finally {
    var _promise = __callDispose(_stack, _error, _hasError);
    _promise && await _promise;
  }
}
function makeFolders({ reportDir, cacheDir, resume }) {
  makeWritable(reportDir, "report-dir");
  makeWritable(cacheDir, "cache-dir");
  if (resume !== "") makeWritable(resume, "resume");
}
async function sharesOf({ jobs: requested }, runtime, { folder }, cells) {
  const cores = (0, import_node_os4.availableParallelism)();
  const jobs = Math.min(jobsOf(requested, { cores, memory: (0, import_node_os4.totalmem)() }), cells);
  const room2 = await cellsRoom(await runtime.diskFolder() ?? folder, jobs);
  if (room2?.ok === false) throw new UserError(`${room2.what}: ${room2.seen}: ${room2.advice}`);
  return { jobs, processors: guestProcessors(jobs, cores) };
}
async function watchDisks(runtime, { scratch }) {
  const folder = await runtime.diskFolder();
  const engineDisk = folder === void 0 ? {} : { [folder]: "the engine's disk is full" };
  return watchStorage({ [scratch]: "the disk of cache-dir is full", ...engineDisk }, [scratch]);
}
async function sweepOrphans(engine, log) {
  const orphans = await removeOrphans(engine);
  if (orphans > 0) log(`removed ${orphans} volumes of earlier runs, whose engine was killed`);
}
async function prepareAccelerator({ accelerator: requested, privileged }, runner2, signal, log) {
  const { accelerator, why } = await chooseAccelerator(
    requested,
    () => acceleratorProblem("kvm", privileged, runner2, signal)
  );
  if (accelerator === "tcg" && runner2.tcgProblem !== void 0)
    throw new UserError(`${runner2.tcgProblem}. Install QEMU 10 or newer, or use KVM. ${why}`);
  log(`accelerator ${accelerator}: ${why}`);
  return accelerator;
}
async function publishBase(run2, outputs, { reportDir }) {
  const folder = baseOf(reportDir);
  if ((0, import_node_fs22.existsSync)(`${folder}/run.json`)) (0, import_node_fs22.rmSync)(folder, { recursive: true });
  if (run2.cells.length > 0) await publish(run2, baseOf(outputs), folder);
}
async function publish(run2, outputs, reportDir) {
  const written = await writeReport(run2, reportDir);
  for (const output2 of outputFolders)
    if ((0, import_node_fs22.existsSync)(`${outputs}/${output2}`))
      (0, import_node_fs22.cpSync)(`${outputs}/${output2}`, `${reportDir}/${output2}`, { recursive: true });
  return written;
}
var import_node_crypto9, import_node_fs22, import_node_os4, import_node_path12, newRunId, describeMachine;
var init_run = __esm({
  "src/host/run.ts"() {
    "use strict";
    import_node_crypto9 = require("node:crypto");
    import_node_fs22 = require("node:fs");
    import_node_os4 = require("node:os");
    import_node_path12 = require("node:path");
    init_files();
    init_storage();
    init_errors();
    init_cells();
    init_sources();
    init_paths();
    init_write();
    init_version();
    init_accelerator();
    init_checkpoint();
    init_clean();
    init_archives();
    init_runtime();
    init_matrix();
    init_plan();
    init_resources();
    init_run_effects();
    init_cache();
    init_checkouts();
    init_distros();
    init_kernels();
    init_release();
    newRunId = () => (0, import_node_crypto9.randomBytes)(6).toString("hex");
    describeMachine = () => ({
      kernel: (0, import_node_os4.release)(),
      cpu: (0, import_node_os4.cpus)()[0]?.model ?? "unknown",
      cores: (0, import_node_os4.cpus)().length,
      memory: (0, import_node_os4.totalmem)()
    });
  }
});

// src/host/doctor.ts
function tabled(findings2) {
  const width3 = Math.max(...findings2.map(({ what }) => what.length));
  const lines3 = findings2.map(
    ({ what, seen, ok, advice: advice2 }) => `${(ok ? "ok" : "missing").padEnd(7)}  ${what.padEnd(width3)}  ${seen}${advice2 && !ok ? `
         ${" ".repeat(width3)}  ${advice2}` : ""}`
  );
  return { text: lines3.join("\n"), able: findings2.every(({ ok }) => ok) };
}
async function examine(request, at) {
  const { runtime, findings: findings2 } = await runtimeFindings(request, at);
  return tabled([
    ...findings2,
    ...await runnerFindings(request, findings2.every(({ ok }) => ok) ? runtime : void 0, at),
    ...await fileSystemFindings(request),
    await loopFinding(),
    await cacheFinding(request.cacheDir),
    ...runtime ? await roomFindings(request, runtime) : []
  ]);
}
async function runtimeFindings(request, at) {
  try {
    const runtime = await connectRuntime(request.engine, at.log);
    return { runtime, findings: await runtime.findings(request, at) };
  } catch (error2) {
    return { findings: [{ what: "container engine", seen: error2.message, ok: false }] };
  }
}
async function cacheFinding(cacheDir) {
  try {
    makeWritable(cacheDir, "cache-dir");
  } catch (error2) {
    return { what: "cache-dir", seen: error2.message, ok: false };
  }
  return cacheRoom((0, import_node_path13.resolve)(cacheDir));
}
async function roomFindings({ jobs, cacheDir }, runtime) {
  const folder = await runtime.diskFolder() ?? (0, import_node_path13.resolve)(cacheDir);
  const finding = await cellsRoom(folder, jobsOf(jobs, { cores: (0, import_node_os5.availableParallelism)(), memory: (0, import_node_os5.totalmem)() }));
  return finding ? [finding] : [];
}
async function runnerFindings(request, runtime, at) {
  if (runtime === void 0) return [await acceleratorFinding(request, "KVM could not be tried: see above", at.signal)];
  try {
    var _stack = [];
    try {
      const cache = __using(_stack, await openCache(request.cacheDir, at.runId), true);
      const runner2 = await runtime.existing(request, at, cache);
      const missing = "KVM is tried by a run; the cell image is not there yet";
      return [await acceleratorFinding(request, runner2 ?? missing, at.signal)];
    } catch (_) {
      var _error = _, _hasError = true;
    } finally {
      var _promise = __callDispose(_stack, _error, _hasError);
      _promise && await _promise;
    }
  } catch (error2) {
    at.signal.throwIfAborted();
    const ok = !(error2 instanceof UserError);
    return [{ what: "containers of cells", seen: `not tried: ${error2.message}`, ok }];
  }
}
async function acceleratorFinding({ accelerator, privileged }, runner2, signal) {
  const finding = (seen, ok = accelerator !== "kvm") => ({
    what: "accelerator",
    seen,
    ok,
    advice: "use accelerator: auto or tcg, or a machine whose KVM works in containers"
  });
  if (accelerator === "tcg") return finding("TCG, as requested");
  if (typeof runner2 === "string") return finding(runner2);
  const why = await acceleratorProblem("kvm", privileged, runner2, signal);
  if (why === void 0) return finding("KVM: a tiny guest ran with it", true);
  const { tcgProblem } = runner2;
  if (tcgProblem === void 0) return finding(`TCG; KVM does not work: ${why}`);
  const advice2 = "use a newer QEMU, or a machine whose KVM works in containers";
  return { ...finding(`neither KVM (${why}) nor TCG`, false), advice: `${tcgProblem}: ${advice2}` };
}
async function fileSystemFindings({ axes: axes2, controls }) {
  const builtIn = await (0, import_promises24.readFile)("/proc/filesystems", "utf8").catch(() => "");
  const modules = await (0, import_promises24.readFile)(`/lib/modules/${(0, import_node_os5.release)()}/modules.dep`, "utf8").catch(() => "");
  const kinds = axes2.fileSystem.map((profile) => profileOf(profile).kind);
  const wanted2 = /* @__PURE__ */ new Set([...kinds, ...controls.includes("none") ? [] : ["ext4"]]);
  return [...wanted2].map((name) => {
    const loaded = new RegExp(`^\\s+${name}$`, "m").test(builtIn);
    const loadable = modules.includes(`/${name}.ko`);
    return {
      what: `file system ${name}`,
      seen: loaded ? `in this kernel (${(0, import_node_os5.release)()})` : loadable ? `a module of this kernel (${(0, import_node_os5.release)()})` : `unknown to this kernel (${(0, import_node_os5.release)()})`,
      ok: loaded || loadable,
      advice: `leave ${name} out of file-systems, or use a kernel that has it (apt-get install linux-modules-extra-${(0, import_node_os5.release)()} on Ubuntu)`
    };
  });
}
async function loopFinding() {
  const devices = await (0, import_promises24.readFile)("/proc/devices", "utf8").catch(() => "");
  const ok = /^ *7 loop$/m.test(devices);
  return {
    what: "loop devices",
    seen: ok ? "in this kernel" : "unknown to this kernel",
    ok,
    advice: "load the module: modprobe loop"
  };
}
var import_promises24, import_node_os5, import_node_path13;
var init_doctor = __esm({
  "src/host/doctor.ts"() {
    "use strict";
    import_promises24 = require("node:fs/promises");
    import_node_os5 = require("node:os");
    import_node_path13 = require("node:path");
    init_files();
    init_errors();
    init_file_systems();
    init_accelerator();
    init_runtime();
    init_resources();
    init_cache();
  }
});

// src/host/doctor-distro.ts
async function examineDistro(requested, request, at) {
  var _stack = [];
  try {
    sourceOfDistro(requested);
    const { release: release2, runId: runId2, signal, log } = at;
    const runtime = await connectRuntime(request.engine, log);
    await runtime.assertAble(request, at);
    const cache = __using(_stack, await openCache(request.cacheDir, runId2), true);
    const wanted2 = { requested, toBuild: false };
    await assertDistroSource(wanted2, { engine: runtime.engine, cache });
    const runner2 = await runtime.prepare({ request, at, cache, paths: [] });
    const { engine, image } = runner2;
    const leftOut = ownFolders(request, at);
    const distro = await stageDistro(wanted2, { engine, image, leftOut, release: release2, runId: runId2, cache, signal, log });
    const inDistro = async ({ program, args }) => {
      let output2 = "";
      let wrong = "";
      const status3 = await runner2.run(
        {
          name: `doctor of distro ${requested}`,
          command: ["sh", "-c", unpackAndRun, root, inContainer.distro, program, ...args],
          mounts: [{ from: distro.tar, to: inContainer.distro }]
        },
        { onStdout: (chunk) => output2 += chunk, onStderr: (chunk) => wrong = (wrong + chunk).slice(-500), signal }
      );
      if (status3 !== 0)
        throw new Error(`distro ${requested}: nothing runs in it (exit status ${status3}): ${wrong.trim()}`);
      return output2.trim();
    };
    const listing = await listArchive(distro.tar, `distro ${requested}`);
    const { generator } = generatorIn(listing);
    const programs2 = contractOf(generator).flatMap((requirement) => requirement.programs);
    const found = await inDistro(confined(root, "sh", "-c", lookForPrograms, generator.folder, ...programs2));
    const headers = await inDistro(confined(root, "sh", "-c", lookForLibraries, "sh", ...generator.libraries));
    const version2 = await inDistro(generator.version(root));
    return judgeContract(generator, {
      programs: found.split("\n"),
      libraries: headers.split("\n"),
      kernels: kernelsIn(listing).map(({ version: version3 }) => version3),
      version: version2.split("\n")[0] ?? ""
    });
  } catch (_) {
    var _error = _, _hasError = true;
  } finally {
    var _promise = __callDispose(_stack, _error, _hasError);
    _promise && await _promise;
  }
}
function judgeKernels(versions2) {
  const finding = wanted("kernel image and lib/modules/VERSION", false, "kernels: builtin");
  if (versions2.length === 0) return finding;
  const use = versions2.length > 1 ? `; kernels: builtin uses ${versions2[0]}` : "";
  return { ...finding, seen: `${versions2.join(", ")}${use}` };
}
function judgePrograms(generator, { programs: found, version: version2 }) {
  const { name: generatorName, oldest } = generator;
  const [, number2] = /\b0*(\d+)/.exec(version2) ?? [];
  const old = number2 === void 0 || Number(number2) < oldest.version;
  return contractOf(generator).map(({ programs: programs2, wants, needed = false }) => {
    const there = programs2.find((name) => found.includes(name));
    if (there === generatorName)
      return {
        what: generatorName,
        seen: version2 === "" ? "it does not say its version" : version2,
        ok: !old,
        advice: `${generatorName} ${oldest.version} or newer is needed: ${oldest.why}`
      };
    return {
      what: programs2.join(" or "),
      seen: there === void 0 ? `not there; ${needed ? "needed by" : "only wanted by"} ${wants}` : "there",
      ok: there !== void 0 || !needed,
      advice: `install it in the distro; ${wants} calls it`
    };
  });
}
var root, unpackAndRun, contractOf, lookForPrograms, lookForLibraries, judgeContract, wanted;
var init_doctor_distro = __esm({
  "src/host/doctor-distro.ts"() {
    "use strict";
    init_axes();
    init_cell();
    init_command2();
    init_archives();
    init_runtime();
    init_run_effects();
    init_cache();
    init_distros();
    root = `${inContainer.work}/root`;
    unpackAndRun = 'mkdir "$0" && tar --extract --file "$1" --directory "$0" --numeric-owner && shift && exec "$@"';
    contractOf = (generator) => [
      ...generator.requirements,
      ...writerNames.flatMap((name) => {
        const { program } = writers[name];
        return program === void 0 ? [] : [{ programs: [program], wants: `writers: ${name}` }];
      })
    ];
    lookForPrograms = 'PATH=$PATH:$0; for name; do command -v "$name" >/dev/null && echo "$name"; done; true';
    lookForLibraries = 'for name; do pkg-config --exists "$name" 2>/dev/null && echo "$name"; done; true';
    judgeContract = (generator, present) => [
      ...judgePrograms(generator, present),
      ...generator.libraries.map(
        (name) => wanted(`headers of ${name}`, present.libraries.includes(name), `${generator.name}: a checkout`)
      ),
      judgeKernels(present.kernels)
    ];
    wanted = (what, there, by) => ({
      what,
      seen: there ? "there" : `not there; only wanted by ${by}`,
      ok: true
    });
  }
});

// src/report/fail-on.ts
function whyFailed(run2, { failOn, allow }, baseline) {
  if (failOn === "never") return [];
  const allowed = (word3) => allow.includes(word3);
  const cells = run2.cells.filter(({ plan: plan3 }) => !isControl(plan3));
  const counts = countsOf(cells);
  const controls = run2.cells.filter(({ plan: plan3, outcome: outcome2 }) => isControl(plan3) && outcome2.status !== "PASS");
  const uncaught2 = controls.filter(({ outcome: { status: status3 } }) => status3 === "FAIL" || !allowed(wordOf(status3)));
  const previous = new Set(baseline?.cells.filter(({ status: status3 }) => status3 === "FAIL").map(({ id }) => id));
  const failing = cells.filter(({ outcome: outcome2 }) => outcome2.status === "FAIL");
  const fresh = failing.filter(({ plan: plan3 }) => !previous.has(plan3.id));
  const counted2 = failOn === "fail" ? failing : failOn === "regression" ? fresh : [];
  const text3 = new Set(counted2.map(({ outcome: outcome2 }) => outcome2.reason));
  const others = uncaught2.filter(({ outcome: outcome2 }) => !text3.has(outcome2.reason));
  const since = failOn === "regression" ? " and did not in the base" : "";
  return [
    ...counted2.length > 0 ? [`${of(counted2.length, "cell")} ended FAIL${since}`] : [],
    ...unproven.filter((status3) => counts[status3] > 0 && !allowed(wordOf(status3))).map((status3) => `${of(counts[status3], "cell")} ended ${status3} (allow: ${wordOf(status3)} accepts that)`),
    ...run2.shard === void 0 && counts.PASS === 0 && counted2.length === 0 && !allowed("no-pass") ? ["no cell passed (allow: no-pass accepts that)"] : [],
    ...others.length > 0 ? [`${of(others.length, "control")} was not detected`] : []
  ];
}
function whyRegressed(run2, policy2, difference) {
  const { failOn, maxSizeGrowth, maxTimeGrowth } = policy2;
  const { common, newErrors, sizes, performance: performance2 } = difference;
  if (failOn === "never") return [];
  if (common === 0 && run2.shard === void 0) return ["the base has no cell in common with this run"];
  const tooMuch = (limit) => (growth) => limit !== void 0 && growth.to > growth.from * (1 + limit / 100);
  const grown = sizes.filter(tooMuch(maxSizeGrowth));
  const slower = performance2.drifts.filter(isTime).filter(tooMuch(maxTimeGrowth));
  return [
    ...firstOf(failOn === "error" ? [] : newErrors, describeNewErrors),
    ...firstOf(grown, (size) => `${sizeLine(size)}, more than max-size-growth: ${maxSizeGrowth}`),
    ...firstOf(slower, (drift) => `${driftLine(drift)}, more than max-time-growth: ${maxTimeGrowth}`)
  ];
}
function firstOf([first, ...rest], describe3) {
  if (first === void 0) return [];
  return [`${describe3(first)}${rest.length > 0 ? ` (and ${rest.length} more)` : ""}`];
}
var unproven, of, wordOf;
var init_fail_on = __esm({
  "src/report/fail-on.ts"() {
    "use strict";
    init_cell();
    init_diff_text();
    init_noise();
    init_verdict();
    unproven = ["ERROR", "INCONCLUSIVE", "SKIP"];
    of = (count, what) => `${count} ${what}${count === 1 ? "" : "s"}`;
    wordOf = (status3) => status3.toLowerCase();
  }
});

// src/commands.ts
async function concluded(request, log, work) {
  sayNever(request, log);
  const baseline = request.baseline === "" ? void 0 : await loadReport(request.baseline);
  const written = await work();
  const { run: run2, files, digest: digest3 } = written;
  const { reportDir } = request;
  const against2 = baseline ? await compareWith(baseline, run2, reportDir) : request.base === "" ? void 0 : await compareWithBase(run2, reportDir);
  const difference = against2?.difference;
  if (difference !== void 0) writeDifference(difference, run2, { folder: reportDir, digest: digest3 });
  const why = [
    ...difference ? whyRegressed(run2, request, difference) : [],
    ...whyFailed(run2, request, against2?.base.report)
  ];
  const unequal = unequalArchives(run2.cells).flatMap(({ cells }) => cells);
  const unequalContents = await loadContents(reportDir, unequal);
  const retried = flakesSentence(run2.cells);
  const causes = causesOf(run2.cells);
  const text3 = [
    ...difference === void 0 ? [] : [`
against the base:
${diffText(difference)}`],
    ...allSkipped(run2) ? ["\nnothing was tested: every cell except the negative controls was skipped"] : [],
    ...retried ? [`
${retried}`] : [],
    ...unequalArchives(run2.cells, unequalContents).map((unequal2) => `
${describeUnequal(unequal2)}`),
    ...causes.length > 0 ? ["\nfailures by cause:", ...causes.map(describeCause)] : [],
    `
report.json: ${digest3}
${verdictLine(run2)}
report: ${(0, import_node_path14.resolve)(files.html)}`,
    ...why.length > 0 ? [`fails: ${why.join("; ")}`] : []
  ].join("\n");
  return { ...written, why, text: text3, ...difference === void 0 ? {} : { difference } };
}
async function compared(request, [base, next], log) {
  sayNever(request, log);
  const side = await loadReport(next);
  const difference = differenceOf(matchedTo(side, await loadReport(base)), side);
  if (difference.common === 0) throw new UserError(`diff: ${base} and ${next} have no cell in common`);
  return { difference, fails: request.failOn !== "never" && hasRegressed(difference) };
}
var import_node_path14, sayNever, namedCells, describeCause, examined;
var init_commands = __esm({
  "src/commands.ts"() {
    "use strict";
    import_node_path14 = require("node:path");
    init_doctor();
    init_doctor_distro();
    init_errors();
    init_advice();
    init_compare();
    init_diff();
    init_diff_text();
    init_entries();
    init_escape();
    init_fail_on();
    init_read();
    init_verdict();
    init_write();
    sayNever = ({ failOn }, log) => {
      if (failOn === "never") log("fail-on is never: the exit status is 0 for every verdict");
    };
    namedCells = 4;
    describeCause = ({ reason: reason2, cells }) => `  ${cells.slice(0, namedCells).join(", ")}${cells.length > namedCells ? ` and ${cells.length - namedCells} more` : ""}: ${visible(oneLine(reason2))}`;
    examined = async (distro, request, at) => distro === "" ? examine(request, at) : tabled(await examineDistro(distro, request, at));
  }
});

// src/plan/action.ts
function parseModeRequest(given, baseline) {
  const read3 = (name) => given[name]?.trim() || actionInputs[name].default;
  const mode = modeNames.find((known) => known === read3("mode"));
  const shards = read3("shards");
  const distro = read3("distro");
  const reports = wordsOf(read3("reports"));
  const wrongShards = shardCountProblem(shards);
  const wrongDistro = distro === "" ? void 0 : sourceProblem.distro(distro);
  const problems = [
    ...mode === void 0 ? [`mode: unknown value "${read3("mode")}"${suggest(read3("mode"), modeNames)}`] : [],
    ...wrongShards === void 0 ? [] : [`shards: ${wrongShards}`],
    ...wrongDistro === void 0 ? [] : [`distro: ${wrongDistro}`],
    ...mode === "merge" && reports.length === 0 ? ["reports: mode merge needs the shards' report directories"] : [],
    ...mode === "diff" && reports.length !== 1 ? ["reports: mode diff needs the one report to compare"] : [],
    ...mode === "diff" && baseline.trim() === "" ? ["baseline: mode diff needs the report to compare with"] : []
  ];
  return problems.length > 0 || mode === void 0 ? { ok: false, problems } : { ok: true, value: { mode, shards, reports, distro } };
}
function cacheKey({ axes: axes2, include }, version2, now) {
  const words = (axis) => [.../* @__PURE__ */ new Set([...axes2[axis], ...include.flatMap((rule) => rule[axis] ?? [])])].sort().map((value) => value.replace(/[^\w.+-]/g, "_")).join("_");
  const built = axes2.dracut.some((dracut2) => dracut2 !== "builtin") ? "-build" : "";
  const { year, week } = isoWeek(now);
  const key2 = `cowpio-${version2}-${year}w${week}-kernels-${words("kernel")}-distros-${words("distro")}${built}`;
  return key2.slice(0, 512);
}
function isoWeek(now) {
  const thursday = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()));
  thursday.setUTCDate(thursday.getUTCDate() + 4 - (thursday.getUTCDay() || 7));
  const year = thursday.getUTCFullYear();
  const days = (thursday.getTime() - Date.UTC(year, 0, 1)) / 864e5;
  return { year, week: `${1 + Math.floor(days / 7)}`.padStart(2, "0") };
}
var modeNames;
var init_action = __esm({
  "src/plan/action.ts"() {
    "use strict";
    init_input_table();
    init_shards();
    init_sources();
    init_words();
    modeNames = ["run", "plan", "merge", "diff", "doctor"];
  }
});

// src/report/merge.ts
async function mergeReports(shards, folder, log = () => {
}) {
  const own2 = shards.find((shard2) => (0, import_node_path15.resolve)(shard2) === (0, import_node_path15.resolve)(folder));
  if (own2 !== void 0) throw new UserError(`merge: ${own2} is a shard; give another --report-dir`);
  makeWritable(folder, "report-dir");
  const scratch = `${folder}/merge.new`;
  (0, import_node_fs23.rmSync)(scratch, { recursive: true, force: true });
  (0, import_node_fs23.mkdirSync)(scratch, { recursive: true });
  try {
    var _stack = [];
    try {
      const parts2 = [];
      const placed = [];
      const texts2 = __using(_stack, openTexts(`${scratch}/texts`));
      for (const shard2 of shards) {
        const { cells, ...run3 } = await readShard(shard2);
        parts2.push({ folder: shard2, run: run3 });
        const large = (run3.shard?.cells ?? 0) > onOnePage;
        const inReport = texts2.add(cells.map(reportCell));
        const inRun = texts2.add(cells.map(runCell));
        for (const [index, cell2] of cells.entries())
          placed.push({
            position: run3.shard?.positions[index] ?? -1,
            report: inReport[index],
            run: inRun[index],
            cell: large ? withoutMembers(cell2) : cell2
          });
      }
      const problem = joinProblem(parts2);
      if (problem !== void 0) throw new UserError(`merge: ${problem}`);
      placed.sort((a, b) => a.position - b.position);
      const run2 = joined(
        parts2,
        placed.map(({ cell: cell2 }) => cell2)
      );
      const places2 = new Map(placed.map((location2) => [location2.cell, location2]));
      const written = writeFiles(run2, folder, {
        report: texts2.read(byId(run2.cells).map((cell2) => places2.get(cell2).report)),
        run: texts2.read(placed.map((location2) => location2.run))
      });
      log(`${run2.cells.length} cells of ${parts2.length} shards are joined`);
      (0, import_node_fs23.rmSync)(`${folder}/cells`, { recursive: true, force: true });
      if (run2.cells.length > onOnePage)
        for (const text3 of texts2.read(placed.map((location2) => location2.run))) {
          const page2 = cellPage(readBy(judgedCell, JSON.parse(text3.toString()), "run.json"));
          writeWhole(`${folder}/${page2.path}`, [page2.text]);
        }
      for (const shard2 of shards)
        for (const output2 of [...outputFolders, keptFolder])
          if ((0, import_node_fs23.existsSync)(`${shard2}/${output2}`)) (0, import_node_fs23.cpSync)(`${shard2}/${output2}`, `${folder}/${output2}`, { recursive: true });
      return { run: run2, ...written };
    } catch (_) {
      var _error = _, _hasError = true;
    } finally {
      __callDispose(_stack, _error, _hasError);
    }
  } finally {
    (0, import_node_fs23.rmSync)(scratch, { recursive: true, force: true });
  }
}
async function readShard(folder) {
  const text3 = await (0, import_promises25.readFile)(`${folder}/run.json`, "utf8").catch((cause) => {
    throw new UserError(`merge: ${folder} holds no report: ${cause.message}`, { cause });
  });
  try {
    const run2 = parseRun(text3);
    if (run2.shard !== void 0 && run2.shard.positions.length !== run2.cells.length)
      throw new Error(`it has ${run2.cells.length} cells and ${run2.shard.positions.length} places for them`);
    return run2;
  } catch (cause) {
    throw new UserError(`merge: ${folder}/run.json: ${cause.message}`, { cause });
  }
}
function withoutMembers({ plan: plan3, outcome: outcome2 }) {
  if (outcome2.evidence === void 0) return { plan: plan3, outcome: outcome2 };
  const { sharing: sharing2 } = outcome2.evidence;
  return {
    plan: plan3,
    outcome: { ...outcome2, evidence: { ...outcome2.evidence, sharing: { ...sharing2, members: [] }, writerReasons: [] } }
  };
}
function openTexts(path5) {
  const file = (0, import_node_fs23.openSync)(path5, "w+");
  let end = 0;
  return {
    add(added) {
      const bytes = added.map((text3) => Buffer.from(text3));
      const all2 = Buffer.concat(bytes);
      for (let at = 0; at < all2.length; ) at += (0, import_node_fs23.writeSync)(file, all2, at, all2.length - at, end + at);
      return bytes.map(({ length }) => {
        const location2 = { offset: end, length };
        end += length;
        return location2;
      });
    },
    *read(places2) {
      for (const { offset, length } of places2) {
        const bytes = Buffer.allocUnsafe(length);
        for (let at = 0; at < length; ) at += (0, import_node_fs23.readSync)(file, bytes, at, length - at, offset + at);
        yield bytes;
      }
    },
    [Symbol.dispose]: () => (0, import_node_fs23.closeSync)(file)
  };
}
var import_node_fs23, import_promises25, import_node_path15;
var init_merge = __esm({
  "src/report/merge.ts"() {
    "use strict";
    import_node_fs23 = require("node:fs");
    import_promises25 = require("node:fs/promises");
    import_node_path15 = require("node:path");
    init_files();
    init_errors();
    init_shards();
    init_page();
    init_shell();
    init_json();
    init_paths();
    init_run_schema();
    init_write();
  }
});

// src/modes.ts
function reportFolders(reports) {
  const [only] = reports;
  if (reports.length > 1 || only === void 0 || (0, import_node_fs24.existsSync)(`${only}/run.json`)) return reports;
  if (!(0, import_node_fs24.existsSync)(only)) throw new UserError(`reports ${only}: no such directory`);
  return (0, import_node_fs24.readdirSync)(only).map((name) => `${only}/${name}`).filter((path5) => (0, import_node_fs24.statSync)(path5).isDirectory()).sort();
}
function conclude({ run: done, files, digest: digest3, why, difference, text: text3 }, runner2) {
  runner2.summary(jobSummary(done, digest3, difference));
  runner2.output("verdict", verdictOf(done));
  runner2.output("counts", JSON.stringify(countsOf(done.cells)));
  runner2.output("report-html", (0, import_node_path16.resolve)(files.html));
  runner2.output("digest", digest3);
  if (difference !== void 0) runner2.output("regressions", difference.regressions.length);
  for (const annotation of annotationsOf(done.cells)) runner2.annotate(annotation);
  runner2.info(text3);
  if (why.length > 0)
    runner2.fail(`${why.join("; ")}: verdict ${verdictOf(done)}, see the job's summary or ${files.html}`);
}
var import_node_fs24, import_node_path16, run, merge, plan2, diff, doctor, modes;
var init_modes = __esm({
  "src/modes.ts"() {
    "use strict";
    import_node_fs24 = require("node:fs");
    import_node_path16 = require("node:path");
    init_commands();
    init_plan();
    init_run();
    init_errors();
    init_action();
    init_shards();
    init_diff_text();
    init_formats();
    init_markdown();
    init_merge();
    init_verdict();
    init_version();
    run = async (request, _, runner2, at) => {
      const { debug: debug2, group } = runner2;
      const work = () => {
        runner2.output("cache-key", cacheKey(request, version, /* @__PURE__ */ new Date()));
        return runAndReport(request, { ...at, debug: debug2, group });
      };
      conclude(await concluded(request, at.log, work), runner2);
    };
    merge = async (request, { reports }, runner2, { log }) => {
      const work = () => mergeReports(reportFolders(reports), request.reportDir, log);
      conclude(await concluded(request, log, work), runner2);
    };
    plan2 = async (request, { shards }, runner2) => {
      const plan3 = await planned(request);
      const dealt = shardsOf(plan3, shards);
      runner2.info(formatPlan(plan3, dealt));
      runner2.output("matrix", JSON.stringify(githubMatrix(dealt)));
      runner2.output("cells", plan3.cells.length);
      runner2.output("cache-key", cacheKey(request, version, /* @__PURE__ */ new Date()));
    };
    diff = async (request, { reports: [next] }, runner2, { log }) => {
      const { difference, fails } = await compared(request, [request.baseline, next], log);
      runner2.info(diffText(difference));
      runner2.summary(diffMarkdown(difference));
      runner2.output("regressions", difference.regressions.length);
      if (fails) runner2.fail(`${difference.regressions.length} cells passed before and no longer do`);
    };
    doctor = async (request, { distro }, runner2, at) => {
      const { text: text3, able } = await examined(distro, request, at);
      runner2.info(text3);
      runner2.summary(`\`\`\`text
${text3}
\`\`\`
`);
      if (!able) runner2.fail("this cannot run cells: the log says what to do about it");
    };
    modes = { run, plan: plan2, merge, diff, doctor };
  }
});

// src/model/run.ts
var failOns, allowances;
var init_run2 = __esm({
  "src/model/run.ts"() {
    "use strict";
    failOns = ["fail", "regression", "error", "never"];
    allowances = ["skip", "inconclusive", "error", "no-pass"];
  }
});

// src/plan/inputs.ts
function parseInputs(given, home, others = []) {
  const problems = [];
  const known = [...others, ...inputNames];
  for (const name of Object.keys(given))
    if (!(name in inputs)) problems.push(`unknown input "${name}"${suggest(name, known)}`);
  const reader = readerOf(given, problems);
  const { read: read3, one: one2, orNone, whole: whole2 } = reader;
  const seconds2 = bootTimeout(reader);
  const shard2 = read3("shard") === "" ? void 0 : parseShard(read3("shard"));
  if (typeof shard2 === "string") problems.push(`shard: ${shard2}`);
  const values = axisValues(reader);
  const include = rulesOf(reader, "include", includeText(reader), values);
  const tested = [.../* @__PURE__ */ new Set([...values.dracut, ...include.flatMap(({ dracut: dracut2 }) => dracut2 ?? [])])];
  const [base = ""] = reader.named("base", (word3) => baseProblem(word3, tested));
  const growth = (field, name) => read3(name) === "" ? {} : { [field]: whole2(name, 0, 1e3) };
  const request = {
    axes: values,
    base: completeBase(base, tested[0] ?? ""),
    coverage: one2("coverage", coverages),
    include,
    exclude: rulesOf(reader, "exclude", read3("exclude"), values),
    controls: orNone("controls", controlNames),
    compareWith: orNone("compare", [...compressions, "none"]).filter((word3) => word3 !== "none"),
    reportDir: read3("report-dir"),
    keep: one2("keep", keeps),
    debug: reader.flag("debug") || home.debug === true,
    cacheDir: read3("cache-dir") || home.cache,
    engine: one2("engine", engineChoices),
    cellImage: read3("cell-image"),
    privileged: reader.flag("privileged"),
    accelerator: one2("accelerator", acceleratorChoices),
    bootDeadline: seconds2 * 1e3,
    ...read3("guest-memory") === "auto" ? {} : { guestMemory: whole2("guest-memory", 512, 65536) * 2 ** 20 },
    boots: whole2("boots", 1, 1e3),
    jobs: read3("jobs") === "auto" ? "auto" : whole2("jobs", 1, 64),
    retries: whole2("retries", 0, 5),
    ...typeof shard2 === "object" ? { shard: shard2 } : {},
    durations: read3("durations"),
    resume: read3("resume"),
    failOn: one2("fail-on", failOns),
    allow: read3("allow") === "auto" ? allowedBy(home) : orNone("allow", [...allowances, "none"]).filter((word3) => word3 !== "none"),
    ...growth("maxSizeGrowth", "max-size-growth"),
    ...growth("maxTimeGrowth", "max-time-growth"),
    baseline: read3("baseline"),
    runInputs: runInputsOf(reader)
  };
  problems.push(...comparisonProblems(request, reader));
  if (problems.length === 0) problems.push(...contradictions(request));
  return problems.length === 0 ? { ok: true, value: request } : { ok: false, problems };
}
function readerOf(given, problems) {
  const read3 = (name) => given[name]?.trim() || inputs[name].default;
  const words = (name) => [...new Set(wordsOf(read3(name)))];
  const choice = (name, known) => words(name).flatMap((word3) => {
    const found = known.find((one3) => one3 === word3);
    if (found === void 0) problems.push(`${name}: unknown value "${word3}"${suggest(word3, known)}`);
    return found === void 0 ? [] : [found];
  });
  const orNone = (name, known) => {
    const chosen = choice(name, known);
    if (chosen.length > 1 && chosen.some((word3) => word3 === "none"))
      problems.push(`${name}: none cannot be combined with other values, got "${read3(name)}"`);
    return chosen;
  };
  const one2 = (name, known) => choice(name, known)[0] ?? known[0];
  const flag = (name) => {
    const word3 = read3(name);
    if (word3 !== "true" && word3 !== "false") problems.push(`${name}: expected true or false, got "${word3}"`);
    return word3 === "true";
  };
  const named6 = (name, problemOf) => words(name).map((word3) => {
    const problem = problemOf(word3);
    if (problem !== void 0) problems.push(`${name}: ${problem}`);
    return word3;
  });
  const whole2 = (name, min, max) => {
    const number2 = Number(read3(name));
    if (!(Number.isInteger(number2) && number2 >= min && number2 <= max))
      problems.push(`${name}: expected a whole number from ${min} to ${max}, got "${read3(name)}"`);
    return number2;
  };
  const report = (problem) => void problems.push(problem);
  return { read: read3, words, choice, orNone, one: one2, flag, named: named6, whole: whole2, report };
}
function bootTimeout({ read: read3, report }) {
  const seconds2 = Number(read3("boot-timeout"));
  if (!(seconds2 >= 10 && seconds2 <= 3600))
    report(`boot-timeout: expected 10 to 3600 seconds, got "${read3("boot-timeout")}"`);
  return seconds2;
}
function includeText({ read: read3 }) {
  const isDefault = read3("exclude") === "" && axisNames.every((axis) => read3(axes[axis].input) === inputs[axes[axis].input].default);
  const text3 = read3("include") === "auto" ? isDefault ? autoInclude : "none" : read3("include");
  return text3 === "none" ? "" : text3;
}
function comparisonProblems(request, { read: read3, words }) {
  const { base, baseline } = request;
  const compared2 = base !== "" || baseline !== "";
  const needs = ["max-size-growth", "max-time-growth"].filter((name) => read3(name) !== "" && !compared2);
  return [
    ...request.failOn === "regression" && !compared2 ? ["fail-on: regression needs a base or a baseline to compare with"] : [],
    ...needs.map((name) => `${name}: needs a base or a baseline to compare with`),
    ...read3("max-time-growth") !== "" && request.jobs !== 1 ? ["max-time-growth: needs jobs: 1, since cells that run at the same time slow each other down"] : [],
    ...words("base").length > 1 ? [`base: expected one dracut, got ${words("base").length}: ${read3("base")}`] : [],
    ...base !== "" && baseline !== "" ? ["base and baseline: a run is compared with one of them"] : [],
    ...base !== "" && request.shard !== void 0 ? ["base: a shard is compared with nothing. Compare the merged report with a baseline"] : []
  ];
}
function baseProblem(base, dracut2) {
  if (dracut2.length > 1) return `compares one dracut, got ${dracut2.length}: ${dracut2.join(" ")}`;
  const [tested = ""] = dracut2;
  const complete = completeBase(base, tested);
  if (tested === complete) return `"${base}" is also the dracut to test`;
  if (base.startsWith("git:") && tested === "builtin" && dracutSource(complete) === void 0)
    return `"${base}" is a revision of a checkout: name one with dracut`;
  return sourceProblem.dracut(complete);
}
function ruleOf(text3, values, report, including) {
  const rule = {};
  for (const term of text3.split(/[\s,]+/)) {
    const [axis = "", value = ""] = term.split(/=(.*)/s);
    const known = axisNames.find((name) => name === axis);
    if (known === void 0) {
      report(`unknown axis "${axis}" in "${text3}"${suggest(axis, axisNames)}`);
      continue;
    }
    const requested = values[axes[known].field];
    const possible = including ? [.../* @__PURE__ */ new Set([...requested, ...namedValues(known)])] : requested;
    if (!possible.includes(value) && !(including && /[/:]/.test(value)))
      report(`"${term}" is not a ${including ? "known" : "requested"} ${known}${suggest(value, possible)}`);
    rule[known] = value;
  }
  return rule;
}
var axisValues, rulesOf, runInputsOf, autoInclude, allowedBy, namedValues;
var init_inputs = __esm({
  "src/plan/inputs.ts"() {
    "use strict";
    init_axes();
    init_cell();
    init_run2();
    init_cells();
    init_combinations();
    init_input_table();
    init_shards();
    init_sources();
    init_words();
    axisValues = ({ choice, named: named6 }) => Object.fromEntries(
      Object.entries(axes).map(([axis, row2]) => [
        row2.field,
        "values" in row2 ? choice(row2.input, row2.values) : named6(row2.input, sourceProblem[axis])
      ])
    );
    rulesOf = ({ report }, name, text3, values) => text3.split(/[;\n]+/).map((rule) => rule.trim()).filter((rule) => rule !== "").map((rule) => ruleOf(rule, values, (problem) => report(`${name}: ${problem}`), name === "include"));
    runInputsOf = ({ read: read3 }) => Object.fromEntries(
      rerunInputs.filter((name) => read3(name) !== inputOf(name).default).map((name) => [name, read3(name)])
    );
    autoInclude = "kernel=6.12 distro=sid dracut-options=default";
    allowedBy = ({ pullRequest }) => pullRequest ? ["skip", "inconclusive"] : [];
    namedValues = (axis) => {
      const row2 = axes[axis];
      return "values" in row2 ? row2.values : sourceNames[axis];
    };
  }
});

// src/main.ts
var main_exports = {};
function givenInputs() {
  const given = {};
  for (const [key2, value] of Object.entries(process.env))
    if (key2.startsWith("INPUT_")) given[key2.slice("INPUT_".length).toLowerCase().replaceAll("_", "-")] = value;
  for (const name of [...inputNames, ...actionInputNames]) given[name] = getInput(name);
  return given;
}
function parsed3() {
  const given = givenInputs();
  const requested = parseModeRequest(given, given["baseline"] ?? "");
  for (const name of actionInputNames) delete given[name];
  const pullRequest = /^pull_request(_target)?$/.test(process.env["GITHUB_EVENT_NAME"] ?? "");
  const home = { cache: defaultCacheDir(process.env), pullRequest, debug: isDebug() };
  const request = parseInputs(given, home, actionInputNames);
  if (requested.ok && request.ok) return { requested: requested.value, request: request.value };
  throw new UserError([requested, request].flatMap((one2) => one2.ok ? [] : one2.problems).join("\n"));
}
async function main() {
  try {
    runner.output("report-dir", (0, import_node_path17.resolve)(getInput("report-dir") || inputs["report-dir"].default));
    const { requested, request } = parsed3();
    saveState("run-id", runId);
    saveState("cache-dir", request.cacheDir);
    saveState("engine", request.engine);
    const home = (0, import_node_path17.resolve)(__dirname, "..");
    const release2 = await readRelease(home, version);
    runner.output("executable", executableOf(home, release2, process.arch) ?? "");
    const at = { home, release: release2, runId, signal: interrupted.signal, log: runner.info };
    await modes[requested.mode](request, requested, runner, at);
  } catch (error2) {
    setFailed(describeError(error2));
  }
}
var import_node_fs25, import_node_path17, runId, interrupted, runner;
var init_main = __esm({
  "src/main.ts"() {
    "use strict";
    import_node_fs25 = require("node:fs");
    import_node_path17 = require("node:path");
    init_core();
    init_run();
    init_release();
    init_files();
    init_errors();
    init_modes();
    init_action();
    init_input_table();
    init_inputs();
    init_version();
    runId = newRunId();
    interrupted = new AbortController();
    for (const name of ["SIGINT", "SIGTERM"])
      process.on(name, () => interrupted.abort(new UserError(`cancelled by ${name}`)));
    runner = {
      info,
      debug: (text3) => {
        if (isDebug()) debug(text3);
      },
      group: { open: startGroup, close: endGroup },
      output: setOutput,
      summary: (markdown2) => {
        const path5 = process.env["GITHUB_STEP_SUMMARY"];
        if (path5) (0, import_node_fs25.appendFileSync)(path5, markdown2);
      },
      annotate: ({ text: text3, ...location2 }) => error(text3, location2),
      fail: setFailed
    };
    process.once("beforeExit", () => {
      setFailed("exited before the run was complete; the container engine may have been stopped");
      process.exit();
    });
    void main().then(() => process.exit());
  }
});

// src/post.ts
var post_exports = {};
async function post() {
  const runId2 = getState("run-id");
  if (runId2 === "") return;
  try {
    const engine = getState("engine") === "none" ? "none" : "auto";
    const cleaned = await clean(engine, getState("cache-dir"), runId2);
    info(`removed what was left of run ${runId2}: ${describeCleaned(cleaned)}`);
  } catch (error2) {
    warning(`could not clean up after run ${runId2}: ${error2 instanceof Error ? error2.message : String(error2)}`);
  }
}
var init_post = __esm({
  "src/post.ts"() {
    "use strict";
    init_core();
    init_clean();
    void post().then(() => process.exit());
  }
});

// src/host/bisect.ts
function resultOf2({ cells }) {
  const describe3 = ({ plan: plan3, outcome: outcome2 }) => `${plan3.id}: ${outcome2.status}: ${oneLine(outcome2.reason)}`;
  const failed2 = cells.find(({ outcome: outcome2 }) => outcome2.status === "FAIL" && outcome2.stage !== "stage");
  if (failed2) return { result: "bad", why: describe3(failed2) };
  const unknown2 = cells.find(({ outcome: outcome2 }) => outcome2.status !== "PASS" && outcome2.status !== "SKIP");
  if (unknown2) return { result: "skip", why: describe3(unknown2) };
  const passed = cells.find(({ outcome: outcome2 }) => outcome2.status === "PASS");
  if (passed) return { result: "good", why: describe3(passed) };
  return { result: "skip", why: cells[0] ? describe3(cells[0]) : "no cell" };
}
async function bisect(path5, range3, test, log) {
  const own2 = (...args) => git(["-C", (0, import_node_path18.resolve)(path5), ...args]);
  const commitOf = async (revision) => {
    const source = await withCommit({ kind: "git", revision, path: path5 });
    return (await own2("rev-parse", source.revision)).trim();
  };
  const [good, bad] = [await commitOf(range3.good), await commitOf(range3.bad)];
  const between = lines2(await own2("rev-list", bad, `^${good}`));
  const base = (await own2("merge-base", "--all", good, bad).catch(() => "")).trim();
  if (base !== good || between.length === 0)
    throw new UserError(
      `bisect: ${range3.good} (${good.slice(0, 12)}) is not older than ${range3.bad} (${bad.slice(0, 12)}) in the same history. Name an ancestor of it as --good`
    );
  log(`bisect: ${between.length} commits, about ${Math.ceil(Math.log2(between.length)) + 2} runs`);
  const tested = [];
  const tryCommit = async (commit) => {
    log(`bisect: testing ${await titleOf(path5, commit)}`);
    const one2 = { commit, ...await test(commit) };
    log(`bisect: ${commit.slice(0, 12)}: ${one2.result}: ${one2.why}`);
    tested.push(one2);
    return one2;
  };
  for (const [commit, expected] of [
    [good, "good"],
    [bad, "bad"]
  ]) {
    const { result: result2, why } = await tryCommit(commit);
    if (result2 !== expected)
      throw new UserError(
        `bisect: --${expected} ${range3[expected]}: expected a ${expected} commit, but it is ${result2 === "skip" ? "not testable" : result2}: ${why}`
      );
  }
  const clone = await (0, import_promises26.mkdtemp)((0, import_node_path18.join)((0, import_node_os6.tmpdir)(), "cowpio-bisect-"));
  try {
    await git(["clone", "--quiet", "--bare", "--shared", (0, import_node_path18.resolve)(path5), clone]);
    return { tested, candidates: await search(clone, { good, bad }, tryCommit) };
  } finally {
    await (0, import_promises26.rm)(clone, { recursive: true, force: true });
  }
}
async function search(clone, { good, bad }, tryCommit) {
  const own2 = (...args) => git([`--git-dir=${clone}`, ...args]);
  const skipped2 = /* @__PURE__ */ new Set();
  const candidates = async () => {
    const known = lines2(await own2("for-each-ref", "--format=^%(objectname)", "refs/bisect/good-*"));
    return lines2(await own2("rev-list", "--topo-order", "--reverse", "refs/bisect/bad", ...known));
  };
  await own2("bisect", "start", "--no-checkout", bad, good);
  for (; ; ) {
    const left2 = await candidates();
    if (left2.slice(0, -1).every((commit) => skipped2.has(commit))) return left2;
    const next = (await own2("rev-parse", "BISECT_HEAD")).trim();
    const { result: result2 } = await tryCommit(next);
    if (result2 === "skip") skipped2.add(next);
    const rest = left2.filter((commit) => commit !== next && !skipped2.has(commit));
    if (result2 === "skip" && rest.length <= 1) return candidates();
    await own2("bisect", result2, next);
  }
}
async function bisectDracut({ shard: _, ...request }, range3, at, run2) {
  const source = dracutSource(request.axes.dracut[0] ?? "");
  if (request.axes.dracut.length !== 1 || source?.kind !== "path")
    throw new UserError("bisect: --dracut must be the path of one checkout of dracut, whose commits are tested");
  const { path: path5 } = source;
  const folderOf = (commit) => (0, import_node_path18.join)(request.reportDir, commit.slice(0, 12));
  const test = async (commit) => {
    const folder = folderOf(commit);
    const dracut2 = asText({ kind: "git", revision: commit, path: path5 });
    const own2 = { ...ownOptions, axes: { ...request.axes, dracut: [dracut2] } };
    return resultOf2((await run2({ ...request, ...own2, reportDir: folder, resume: (0, import_node_path18.join)(folder, "resume") })).run);
  };
  const started = performance.now();
  const { tested, candidates } = await bisect(path5, range3, test, at.log);
  const [first = "", ...others] = candidates;
  const titles = await Promise.all(candidates.map((commit) => titleOf(path5, commit)));
  const took = `${tested.length} commits tested in ${duration(performance.now() - started)}`;
  if (others.length > 0)
    return {
      text: `the first bad commit is one of these, of which only the last could be tested:
${titles.join("\n")}
${took}`,
      found: false
    };
  const why = tested.find(({ commit }) => commit === first)?.why;
  const before = await nearestGood(path5, first, tested);
  const difference = await writeDifference2(folderOf(before), folderOf(first), request.reportDir);
  return { text: `first bad commit: ${titles[0]}
${why}

${difference}

${took}`, found: true };
}
async function nearestGood(path5, first, tested) {
  const parents = (await git(["-C", (0, import_node_path18.resolve)(path5), "show", "--no-patch", "--format=%P", first])).trim().split(" ");
  const good = tested.filter(({ result: result2 }) => result2 === "good").map(({ commit }) => commit);
  return good.find((commit) => parents.includes(commit)) ?? good.at(-1);
}
async function writeDifference2(before, first, reportDir) {
  const { run: run2 } = await loadReport(first);
  if (run2 === void 0) throw new Error(`${first} has no run.json`);
  const { difference } = await compareWith(await loadReport(before), run2, first);
  writeWhole(`${reportDir}/diff.md`, [diffMarkdown(difference)]);
  return diffText(difference);
}
var import_promises26, import_node_os6, import_node_path18, lines2, titleOf, ownOptions;
var init_bisect = __esm({
  "src/host/bisect.ts"() {
    "use strict";
    import_promises26 = require("node:fs/promises");
    import_node_os6 = require("node:os");
    import_node_path18 = require("node:path");
    init_errors();
    init_sources();
    init_compare();
    init_diff_text();
    init_escape();
    init_figures();
    init_read();
    init_write();
    init_checkouts();
    lines2 = (text3) => text3.split("\n").filter((line3) => line3 !== "");
    titleOf = async (path5, commit) => oneLine((await git(["-C", (0, import_node_path18.resolve)(path5), "show", "--no-patch", "--format=%h %cs %s", commit])).trim());
    ownOptions = { base: "", compareWith: [], controls: ["none"] };
  }
});

// src/host/boot-kept.ts
async function bootKept({ report, cell: cell2, words }, request, at, { input, output: output2 }) {
  var _stack = [];
  try {
    const { runId: runId2, signal, log } = at;
    const { run: run2 } = await loadReport(report);
    const kept = run2?.cells.filter(({ outcome: outcome2 }) => outcome2.kept).map(({ plan: plan4 }) => plan4) ?? [];
    const plan3 = kept.find(({ id }) => id === cell2);
    const folder = (0, import_node_path19.resolve)(report, keptOf(cell2));
    if (plan3 === void 0 || !(0, import_node_fs26.existsSync)(folder))
      throw new UserError(
        `${report}: cell ${cell2} was not kept. Kept cells: ${kept.map(({ id }) => id).join(", ") || "none"}. Run the cell with --keep all`
      );
    const runtime = await connectRuntime(request.engine, log);
    const cache = __using(_stack, await openCache(request.cacheDir, runId2), true);
    const runner2 = await runtime.prepare({ request, at, cache, paths: [folder] });
    log(`booting ${cell2}; Ctrl-A X ends it`);
    input.setRawMode?.(true);
    try {
      return await runner2.run(
        {
          name: `boot of ${cell2}`,
          stdin: input,
          // The guest's writes to its disk.
          command: ["env", `TMPDIR=${inContainer.work}`, "sh", `${inContainer.kept}/boot.sh`, ...words],
          accelerator: plan3.accelerator,
          ...plan3.guestMemory === void 0 ? {} : { guestMemory: plan3.guestMemory },
          // Reads files of other users.
          capabilities: ["DAC_OVERRIDE"],
          mounts: [{ from: folder, to: inContainer.kept, writable: true }]
        },
        { onStdout: output2, onStderr: output2, signal }
      );
    } finally {
      input.setRawMode?.(false);
      input.pause();
    }
  } catch (_) {
    var _error = _, _hasError = true;
  } finally {
    var _promise = __callDispose(_stack, _error, _hasError);
    _promise && await _promise;
  }
}
var import_node_fs26, import_node_path19;
var init_boot_kept = __esm({
  "src/host/boot-kept.ts"() {
    "use strict";
    import_node_fs26 = require("node:fs");
    import_node_path19 = require("node:path");
    init_cell();
    init_errors();
    init_paths();
    init_read();
    init_runtime();
    init_cache();
  }
});

// src/report/history/levels.ts
function levelsOf(values, minNoise) {
  const starts = values.length === 0 ? [] : [0, ...shiftsOf(values, Math.max(minNoise, noiseOf(values)))];
  return starts.map((from, index) => {
    const to = starts[index + 1] ?? values.length;
    return { from, to, value: summaryOf(values.slice(from, to)).median };
  });
}
function noiseOf(values) {
  const differences = [];
  for (let lag = 1; lag <= maxLag; lag++)
    for (let at = lag; at < values.length; at++)
      differences.push(Math.abs(values[at] - values[at - lag]));
  return differences.length === 0 ? 0 : normal * summaryOf(differences).median / Math.SQRT2;
}
function shiftsOf(values, noise) {
  const scaled = values.map((value) => value / noise);
  const levels = [...new Set(scaled.map((value) => Math.round(value / levelStep) * levelStep))];
  const costs = new Float64Array(levels.length);
  const fits = levels.map(() => void 0);
  const penalty = shiftCost(values.length);
  for (const [at, value] of scaled.entries()) {
    const origin = smallest(costs);
    const afterShift = costs[origin] + penalty;
    const shifted = { start: at, before: fits[origin] };
    for (let index = 0; index < levels.length; index++) {
      if (at > 0 && afterShift < costs[index]) {
        costs[index] = afterShift;
        fits[index] = shifted;
      }
      costs[index] += Math.min((value - levels[index]) ** 2, maxCost);
    }
  }
  const starts = [];
  for (let last = fits[smallest(costs)]; last !== void 0; last = last.before) starts.push(last.start);
  return starts.reverse();
}
function smallest(costs) {
  let best = 0;
  for (let index = 1; index < costs.length; index++)
    if (costs[index] < costs[best]) best = index;
  return best;
}
var maxCost, shiftCost, levelStep, normal, maxLag;
var init_levels = __esm({
  "src/report/history/levels.ts"() {
    "use strict";
    init_figures();
    maxCost = 9;
    shiftCost = (count) => 4 * Math.log(count + 100);
    levelStep = 1 / 8;
    normal = 1.4826;
    maxLag = 3;
  }
});

// src/report/history/trends.ts
function cellHistories(nights) {
  const machines = machinesOf(nights);
  const controls = new Map(nights.flatMap(({ cells }) => [...cells].map(([id, cell2]) => [id, cell2.control])));
  const ids = [...controls.keys()].sort(
    (a, b) => Number(controls.get(a)) - Number(controls.get(b)) || (a < b ? -1 : 1)
  );
  return ids.map((id) => {
    const own2 = nights.map(({ cells }) => cells.get(id));
    return {
      id,
      nights: own2,
      since: sinceOf(own2),
      trends: figureNames.map((figure2) => trendOf(id, figure2, own2, machines))
    };
  });
}
function machinesOf(nights) {
  const known = [];
  return nights.map((night) => {
    if (whyTimesDiffer(night, night).length > 0) return void 0;
    const machine = known.findIndex((other) => whyTimesDiffer(other, night).length === 0);
    return machine >= 0 ? machine : known.push(night) - 1;
  });
}
function sinceOf(nights) {
  const last = nights.length - 1;
  const status3 = nights[last]?.status;
  const before = nights.findLastIndex((cell2) => cell2 !== void 0 && cell2.status !== status3);
  const isFirst = (cell2, index) => index > before && cell2?.status === status3;
  return { status: status3, night: nights.findIndex(isFirst), ...before < 0 ? {} : { before } };
}
function trendOf(cell2, figure2, nights, machines) {
  const { of: of2, minNoise, isTime: isTime2 } = figures[figure2];
  const byMachine = /* @__PURE__ */ new Map();
  for (const [night, one2] of nights.entries()) {
    const value = one2 && of2(one2);
    const machine = isTime2 ? machines[night] : 0;
    if (value === void 0 || machine === void 0) continue;
    const points = byMachine.get(machine) ?? [];
    byMachine.delete(machine);
    byMachine.set(machine, points);
    points.push({ night, value });
  }
  const series = [...byMachine.values()].map((points) => {
    const values = points.map(({ value }) => value);
    const part = "part" in minNoise ? minNoise.part * Math.max(...values) : minNoise.value;
    return { points, levels: levelsOf(values, Math.max(1, part)) };
  });
  const shifts = series.flatMap(
    ({ points, levels }) => levels.slice(1).map(({ from, value }, index) => {
      const [before, first] = [points[from - 1], points[from]];
      return { cell: cell2, figure: figure2, before: before.night, night: first.night, from: levels[index]?.value ?? 0, to: value };
    })
  );
  return { figure: figure2, series, shifts };
}
function calendarOf(nights) {
  const dates = nights.map(({ started }) => dateOf(Date.parse(started)));
  const perDate = grouped(dates, (date) => date);
  const labels = nights.map(({ started }, night) => {
    const date = dates[night];
    return perDate.get(date)?.length === 1 ? date : new Date(started).toISOString().slice(0, 16).replace("T", " ");
  });
  const gaps = gapsOf(nights);
  const columns = nights.map((_, night) => night + gaps.filter(({ after }) => after < night).length);
  return { nights, labels, gaps, columns, width: nights.length + gaps.length };
}
function gapsOf(nights) {
  const times2 = nights.map(({ started }) => Date.parse(started));
  const apart = times2.slice(1).map((time, index) => time - times2[index]);
  if (apart.length === 0) return [];
  const interval2 = day * Math.max(1, Math.round(summaryOf(apart).median / day));
  return apart.flatMap((time, after) => {
    const count = Math.round(time / interval2) - 1;
    if (count < 1) return [];
    const due = (number2) => dateOf(times2[after] + number2 * interval2);
    return [{ after, count, dates: count === 1 ? due(1) : `${due(1)} to ${due(count)}` }];
  });
}
var megabyte, second, whole, figures, figureNames, changesBetween, dateOf, day;
var init_trends = __esm({
  "src/report/history/trends.ts"() {
    "use strict";
    init_grouped();
    init_diff();
    init_figures();
    init_noise();
    init_levels();
    megabyte = { format: megabytes, unit: [1e6, "MB"] };
    second = { format: seconds, unit: [1e3, "s"], isTime: true, minNoise: { part: 0.02 } };
    whole = 1e4;
    figures = {
      size: { label: "archive size", of: ({ size }) => size, ...megabyte, minNoise: { part: 5e-3 }, isTime: false },
      share: {
        label: "shared of what can be shared",
        of: ({ shared, shareable }) => shared === void 0 || !shareable ? void 0 : Math.floor(shared / shareable * whole),
        format: (share) => percent(share, whole),
        unit: [100, "%"],
        max: whole,
        minNoise: { value: 5 },
        isTime: false
      },
      creation: { label: "creation time", of: ({ creation }) => creation, ...second },
      boot: { label: "boot to the real root", of: ({ boot }) => boot, ...second }
    };
    figureNames = Object.keys(figures);
    changesBetween = (cells, before, night) => changesOf(
      cells.map(({ id, nights }) => ({
        cell: id,
        was: nights[before]?.versions ?? {},
        is: nights[night]?.versions ?? {}
      }))
    );
    dateOf = (time) => new Date(time).toISOString().slice(0, 10);
    day = 24 * 60 * 60 * 1e3;
  }
});

// src/report/html/history.ts
function historyHtml(nights) {
  const calendar = calendarOf(nights);
  const cells = cellHistories(nights);
  const [first, last] = [calendar.labels[0], calendar.labels.at(-1)];
  const latest = nights.at(-1);
  const title = `${latest.verdict} on ${last}: ${countsOf2(latest)}`;
  const body = html`<header class="verdict ${latest.verdict}"><h1>${title}</h1><p>${counted(nights.length, "night")}, ${first} to ${last}.${missingSentence(calendar)}</p></header>
<h2 id="statuses">Statuses</h2>
<div id="filter" role="search" hidden><label>cells<select name="state"><option value="">all</option><option value="bad">not PASS</option><option value="shifted">with a change point</option></select></label><label>text<input name="text" type="search" placeholder="words of the name"></label><output aria-live="polite"></output></div>
<div class="scroll"><table class="strips"><tbody>${cells.map((cell2) => stripRow(cell2, calendar))}</tbody></table></div>
<p class="soft">One column for each night, the latest one on the right. ${statuses.map((status3) => html`<span class="key">${legend2(status3)} ${word2(status3)}: ${statusMeanings[status3]}</span> `)}</p>
${sinceSection(cells, calendar)}
${shiftSection(cells, calendar)}
<h2 id="trends">Trends</h2>
<p class="soft">Values of the cell's own archive. Thick lines are levels; ▲ and ▼ mark change points, where the level shifts by more than the noise. ${timesSentence(nights)}</p>
${cells.map((cell2) => cellTrends(cell2, calendar))}
<h2 id="nights">Nights</h2>
<details><summary>${counted(nights.length, "night")}</summary><div class="scroll"><table class="figures" id="list"><tbody>${nightRows(calendar).reverse()}</tbody></table></div></details>
<footer><p class="soft">The values behind this page: <a href="history.jsonl">history.jsonl</a>.</p></footer>
<output id="tip" hidden></output>`;
  return page(`cowpio history: ${title}`, body, historyScript, styles);
}
function countsOf2({ cells }) {
  const byStatus = grouped(cells.values(), ({ status: status3 }) => status3);
  return statuses.flatMap((status3) => byStatus.has(status3) ? [`${byStatus.get(status3)?.length} ${status3}`] : []).join(", ");
}
function missingSentence({ gaps }) {
  if (gaps.length === 0) return "";
  const count = gaps.reduce((sum, gap) => sum + gap.count, 0);
  const latest = gaps.slice(-maxGaps).map(({ dates }) => dates);
  return ` No report of ${counted(count, "night")}: ${latest.join(", ")}${gaps.length > maxGaps ? ", and earlier ones in the list of nights" : ""}.`;
}
function timesSentence(nights) {
  const machines = machinesOf(nights);
  const without = machines.filter((machine) => machine === void 0).length;
  const known = new Set(machines.filter((machine) => machine !== void 0)).size;
  return `Times are compared only between runs with jobs 1 on equal machines.${known > 1 ? ` These nights ran on ${known} machines; lines of machines other than the latest are pale.` : ""}${without > 0 ? ` The times of ${counted(without, "night")} are left out: several cells ran at a time.` : ""}`;
}
function nightLink({ nights, labels }, night) {
  const link = nights[night]?.link;
  return link === void 0 ? html`${labels[night]}` : html`<a href="${link}">${labels[night]}</a>`;
}
function stripRow(cell2, calendar) {
  const columns = Array.from({ length: calendar.width }, () => void 0);
  for (const [night, one2] of cell2.nights.entries()) columns[calendar.columns[night]] = one2?.status;
  return html`<tr data-cell="${cell2.id}" data-state="${stateOf(cell2)}"><td>${currentChip(cell2)}</td><th title="${cell2.id}"><a href="${linkTo(cell2.id, false)}">${cell2.id}</a></th><td>${strip(columns)}</td><td class="soft n">since ${nightLink(calendar, cell2.since.night)}</td></tr>`;
}
function sinceText({ since: { night, before }, nights }, calendar) {
  const previous = before === void 0 ? ", its first night" : html`; ${nights[before]?.status} on ${nightLink(calendar, before)}`;
  return html`since ${nightLink(calendar, night)}${previous}`;
}
function changed(cells, before, night) {
  if (before === void 0) return void 0;
  const lines3 = changesBetween(cells, before, night).map(
    (change) => changeLine(change.cells.length === cells.length ? { ...change, cells: [] } : change)
  );
  if (lines3.length === 0) return html`<p class="soft">No version changed between these two nights.</p>`;
  return html`<p class="soft">Changed between them: ${lines3.join("; ").replace(/(sha256:[0-9a-f]{12})[0-9a-f]{52}/g, "$1\u2026")}</p>`;
}
function sinceSection(cells, calendar) {
  const bad = cells.filter(({ since }) => since.status !== "PASS");
  const alike = grouped(
    bad,
    ({ since: { status: status3, night, before }, nights }) => JSON.stringify([status3, night, before, before === void 0 ? "" : nights[before]?.status])
  );
  const latestFirst = [...alike.values()].sort(
    ([a], [b]) => b.since.night - a.since.night
  );
  return html`<h2 id="since">Since when</h2>${bad.length === 0 ? html`<p>Every cell passes.</p>` : html`<ul class="troubles">${latestFirst.map((same) => sinceItem(same, calendar))}</ul>`}`;
}
function sinceItem(same, calendar) {
  const [cell2] = same;
  const reason2 = cell2.nights.at(-1)?.reason;
  return html`<li><p>${currentChip(cell2)} ${named5(same)} ${sinceText(cell2, calendar)}${reason2 === void 0 ? "" : `: ${oneLine(reason2)}`}</p>${changed(same, cell2.since.before, cell2.since.night)}</li>`;
}
function shiftSection(cells, calendar) {
  const byId2 = new Map(cells.map((cell2) => [cell2.id, cell2]));
  const shifts = cells.flatMap(({ trends }) => trends.flatMap((trend) => trend.shifts));
  const alike = [
    ...grouped(shifts, ({ night, before, figure: figure2, from, to }) => `${night} ${before} ${figure2} ${to > from}`).values()
  ];
  alike.sort(([a], [b]) => b.night - a.night);
  const item = (same) => {
    const [{ figure: figure2, night, before, from, to }] = same;
    const { label, format } = figures[figure2];
    const own2 = same.flatMap(({ cell: cell2 }) => byId2.get(cell2) ?? []);
    const values = (of2) => spread(same.map(of2), format);
    return html`<li><p>${to > from ? "\u25B2" : "\u25BC"} ${nightLink(calendar, night)}: ${label} of ${named5(own2)}: ${values((shift) => shift.from)} → ${values((shift) => shift.to)}; the night before: ${nightLink(calendar, before)}</p>${changed(own2, before, night)}</li>`;
  };
  return html`<h2 id="shifts">Change points</h2>${alike.length === 0 ? html`<p>No level shifts by more than its noise.</p>` : html`<ul class="troubles">${alike.slice(0, maxShifts).map(item)}</ul>`}${alike.length > maxShifts ? html`<p class="soft">${alike.length - maxShifts} earlier ones are in the plots.</p>` : void 0}`;
}
function cellTrends(cell2, calendar) {
  return html`<section class="cell-trends" id="${cell2.id}" data-cell="${cell2.id}" data-state="${stateOf(cell2)}"><h3>${currentChip(cell2)} ${cell2.id} <span class="soft">${sinceText(cell2, calendar)}</span></h3>${changed([cell2], cell2.since.before, cell2.since.night)}
<div class="plots four">${cell2.trends.filter(({ series }) => series.length > 0).map((trend) => plot(trend, calendar))}</div></section>`;
}
function plot({ figure: figure2, series, shifts }, calendar) {
  const { label, format, unit } = figures[figure2];
  const column = (night) => calendar.columns[night];
  const level = series.at(-1)?.levels.at(-1)?.value ?? 0;
  const lines3 = series.map(({ points, levels }, index) => ({
    kind: index === series.length - 1 ? "" : "other",
    points,
    levels: levels.map(({ from, to, value }) => ({
      from: column(points[from].night),
      to: column(points[to - 1].night),
      value
    }))
  }));
  const marks = shifts.map(({ night, from, to }) => ({
    column: column(night),
    night: calendar.labels[night],
    up: to > from,
    caption: `${calendar.labels[night]}: ${format(from)} \u2192 ${format(to)}`
  }));
  const [last, latest] = [shifts.at(-1), series.at(-1)];
  const since = last !== void 0 && (latest?.levels.length ?? 0) > 1 ? html` since ${nightLink(calendar, last.night)}, before ${format(last.from)}` : series.length > 1 ? html`, this machine since ${nightLink(calendar, latest?.points[0]?.night ?? 0)}` : "";
  return html`<figure class="plot" data-divisor="${unit[0]}" data-unit="${unit[1]}"><figcaption><b>${label}</b>${format(level)}${since}</figcaption>${timeline(calendar, lines3, marks, figures[figure2])}</figure>`;
}
function nightRows(calendar) {
  const { nights, gaps } = calendar;
  return nights.flatMap((one2, night) => {
    const gap = gaps.find(({ after }) => after === night);
    return [
      html`<tr><th>${nightLink(calendar, night)}</th><td>${one2.verdict}</td><td>${countsOf2(one2)}</td><td class="soft">cowpio ${one2.version}</td></tr>`,
      ...gap ? [html`<tr><th>${gap.dates}</th><td colspan="3" class="soft">no report</td></tr>`] : []
    ];
  });
}
function historyPage() {
  const bar = document.getElementById("filter");
  const output2 = bar?.querySelector("output");
  const tip = document.getElementById("tip");
  if (!bar || !output2 || !tip) return;
  const cells = [...document.querySelectorAll("[data-cell]")];
  const count = document.querySelectorAll("tr[data-cell]").length;
  const fields2 = [...bar.querySelectorAll("select, input")];
  const apply = () => {
    const [state = "", text3 = ""] = fields2.map(({ value }) => value.trim().toLowerCase());
    let shown2 = 0;
    for (const cell2 of cells) {
      const { cell: id = "", state: own2 = "" } = cell2.dataset;
      const fits = (state === "" || own2.split(" ").includes(state)) && text3.split(/\s+/).every((word3) => id.toLowerCase().includes(word3));
      cell2.hidden = !fits;
      if (fits && cell2 instanceof HTMLTableRowElement) shown2++;
    }
    output2.textContent = shown2 === count ? `${count} cells` : `${shown2} of ${count} cells`;
  };
  for (const field of fields2) field.addEventListener("input", apply);
  bar.hidden = false;
  apply();
  const nights = [...document.querySelectorAll("#list tr")].reverse();
  const columnOf = (plot2, { clientX }) => {
    const { left: left2, width: width3 } = plot2.getBoundingClientRect();
    return Math.min(nights.length - 1, Math.floor((clientX - left2) / width3 * nights.length));
  };
  const statusAt = (runs, column) => {
    let end = 0;
    for (const run2 of runs.split(" ")) {
      const [status3 = "", length] = run2.split("*");
      end += Number(length);
      if (column < end) return status3 === "-" ? "no result" : status3;
    }
    return "";
  };
  const valueAt = (plot2, column) => {
    for (const path5 of [...plot2.querySelectorAll(".line")].reverse()) {
      let [x, y] = [0, 0];
      for (const [, command, rest = ""] of (path5.getAttribute("d") ?? "").matchAll(/([Mlh])([^Mlh]*)/g)) {
        const [first = 0, second2 = 0] = (rest.match(/-?\d+/g) ?? []).map(Number);
        const from = command === "M" ? first : x;
        if (command === "M") [x, y] = [first, second2];
        else if (command === "l") [x, y] = [x + first, y + second2];
        else x += first;
        if (column === x || command === "h" && column > from && column < x) return Number(plot2.dataset["top"]) - y;
      }
    }
    return void 0;
  };
  const plotOf = ({ target }) => target.closest("[data-columns]");
  document.addEventListener("pointermove", (event) => {
    const plot2 = plotOf(event);
    tip.hidden = plot2 === null || plot2.dataset["columns"] !== `${nights.length}`;
    if (plot2 === null || tip.hidden) return;
    const column = columnOf(plot2, event);
    const { divisor, unit } = plot2.closest("[data-unit]")?.dataset ?? {};
    const value = valueAt(plot2, column);
    const text3 = plot2.dataset["runs"] ? statusAt(plot2.dataset["runs"], column) : value === void 0 ? "no value" : `${(value / Number(divisor)).toFixed(2)} ${unit}`;
    tip.textContent = `${nights[column]?.cells[0]?.textContent}: ${text3}`;
    tip.style.left = `${Math.min(event.clientX + 12, innerWidth - tip.offsetWidth - 4)}px`;
    tip.style.top = `${event.clientY + 16}px`;
  });
  document.addEventListener("click", (event) => {
    const plot2 = plotOf(event);
    const link = plot2 === null || tip.hidden ? void 0 : nights[columnOf(plot2, event)]?.querySelector("a")?.href;
    if (link !== void 0) location.assign(link);
  });
}
var maxGaps, stateOf, currentChip, legend2, maxNames2, named5, maxShifts, styles, historyScript;
var init_history = __esm({
  "src/report/html/history.ts"() {
    "use strict";
    init_grouped();
    init_outcome();
    init_diff_text();
    init_escape();
    init_figures();
    init_trends();
    init_verdict();
    init_charts();
    init_shell();
    maxGaps = 5;
    stateOf = (cell2) => [
      ...cell2.since.status === "PASS" ? [] : ["bad"],
      ...cell2.trends.some(({ shifts }) => shifts.length > 0) ? ["shifted"] : []
    ].join(" ");
    currentChip = ({ since: { status: status3 } }) => status3 === void 0 ? html`<span class="chip">not run</span>` : chip(status3);
    legend2 = (status3) => html`<span class="legend">${strip([status3])}</span>`;
    maxNames2 = 4;
    named5 = (cells) => html`${cells.slice(0, maxNames2).map((cell2, index) => html`${index > 0 ? ", " : ""}<a href="${linkTo(cell2.id, false)}">${cell2.id}</a>`)}${cells.length > maxNames2 ? ` and ${cells.length - maxNames2} more` : ""}`;
    maxShifts = 30;
    styles = `
.strips { width: 100%; border-collapse: collapse; } .strips th, .strips td { padding: .1rem 0; } .strips td:first-child, .strips td.n { width: 1%; white-space: nowrap; } .strips th { width: 20rem; max-width: 20rem; padding: 0 .8rem; font-size: .87rem; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; } .strips td.n { padding-left: .8rem; }
.strip, .timeline { display: block; width: 100%; overflow: hidden; background: var(--panel); } .legend { display: inline-block; width: 1.1rem; vertical-align: -.15em; }
.strip path { fill: var(--unknown); } .strip path.PASS { fill: var(--shared); } .strip path.FAIL { fill: var(--bad); } .strip path.ERROR { fill: var(--broken); } .strip path.SKIP { fill: var(--soft); }
.strip text { font-size: 11px; font-weight: 650; fill: var(--ink); paint-order: stroke; stroke: var(--page); stroke-width: 3px; }
.strip[data-columns], .timeline[data-columns] { cursor: crosshair; }
section.cell-trends { margin-top: 0; content-visibility: auto; contain-intrinsic-size: auto 9.5rem; } .cell-trends h3 { margin: .8rem 0 .2rem; } .cell-trends h3 .soft { font-weight: 400; }
.plots.four { grid-template-columns: repeat(4, minmax(0, 1fr)); gap: .3rem 1.2rem; } .cell-trends figure { margin: .2rem 0 .6rem; } .cell-trends figcaption { min-height: 4.6em; }
.cell-trends a { white-space: nowrap; } .timeline svg { overflow: visible; } .timeline path { fill: none; vector-effect: non-scaling-stroke; stroke-linecap: round; } .line { stroke: var(--made); stroke-width: 1.25; opacity: .75; } .level { stroke: var(--ink); stroke-width: 2; } .timeline .other { opacity: .3; }
.timeline .scale { fill: var(--soft); font-size: 10px; paint-order: stroke; stroke: var(--panel); stroke-width: 3px; } .mark line { stroke: var(--bad); stroke-dasharray: 3 2; } .mark text { fill: var(--bad); font-size: 10px; }
#tip { position: fixed; z-index: 9; pointer-events: none; padding: .2rem .5rem; background: var(--ink); color: var(--page); font-size: .8rem; white-space: nowrap; }
@media (max-width: 60rem) { .plots.four { grid-template-columns: repeat(2, minmax(0, 1fr)); } }
@media (max-width: 40rem) { .strips th { max-width: 12rem; white-space: normal; overflow-wrap: anywhere; } .strips td.n { display: none; } .strips .chip { width: 1.6em; padding-right: 0; overflow: hidden; white-space: nowrap; } .plots.four { grid-template-columns: minmax(0, 1fr); } }
`;
    historyScript = `(${historyPage})();`;
  }
});

// src/report/history/nights.ts
function nightOf(run2, link, seen = /* @__PURE__ */ new Map()) {
  const { started, version: version2, jobs, accelerator, cells } = run2;
  const { cellImage: _, ...host } = run2.host;
  if (run2.shard !== void 0)
    throw new Error(`shard ${run2.shard.index}/${run2.shard.of} is a part of a run. Join the shards with merge`);
  if (Number.isNaN(Date.parse(started))) throw new Error(`run.started: expected a date, found "${oneLine(started)}"`);
  return {
    ...{ started, version: version2, jobs, accelerator, host, verdict: verdictOf(run2) },
    ...link === void 0 ? {} : { link },
    cells: new Map(cells.map((cell2) => [cell2.plan.id, cellNightOf(cell2, seen)]))
  };
}
function cellNightOf({ plan: plan3, outcome: { status: status3, reason: reason2, evidence: evidence2 } }, seen) {
  const archive2 = evidence2?.archives.find(({ recipe: recipe2 }) => recipe2 === "reflink");
  const whole2 = (ms) => ms === void 0 ? void 0 : Math.round(ms);
  const text3 = JSON.stringify(versionsOf({ ...plan3, ...evidence2 ? { versions: evidence2.versions } : {} }));
  const versions2 = seen.get(text3) ?? JSON.parse(text3);
  seen.set(text3, versions2);
  return {
    status: status3,
    reason: status3 === "PASS" ? void 0 : oneLine(reason2),
    size: archive2?.size,
    shared: evidence2?.sharing.shared,
    shareable: evidence2?.sharing.shareable,
    creation: archive2 && whole2(measures.creation.of(archive2)),
    boot: archive2 && whole2(measures.boot.of(archive2)),
    versions: versions2,
    control: isControl(plan3)
  };
}
function joined2(history, given) {
  const nights = new Map(history.map((night) => [night.started, night]));
  const starts = { added: /* @__PURE__ */ new Set(), replaced: /* @__PURE__ */ new Set(), known: /* @__PURE__ */ new Set() };
  for (const night of given) {
    const { started } = night;
    const previous = nights.get(started);
    const same = previous && (0, import_node_util2.isDeepStrictEqual)({ ...previous, link: "" }, { ...night, link: "" });
    const kind = previous === void 0 ? "added" : same ? "known" : "replaced";
    nights.set(started, same ? { ...previous, ...night } : night);
    starts[kind].add(started);
  }
  return {
    nights: [...nights.values()].sort((a, b) => Date.parse(a.started) - Date.parse(b.started)),
    added: [...starts.added],
    replaced: [...starts.replaced],
    known: [...starts.known]
  };
}
function* historyLines(nights) {
  const controls = new Map(nights.flatMap(({ cells: cells2 }) => [...cells2].map(([id, { control }]) => [id, control])));
  const ids = [...controls.keys()].sort();
  const positions = /* @__PURE__ */ new Map();
  const known = /* @__PURE__ */ new Map();
  for (const { cells: cells2 } of nights)
    for (const id of ids) {
      const versions3 = cells2.get(id)?.versions;
      if (versions3 === void 0 || known.has(versions3)) continue;
      const text3 = JSON.stringify(versions3);
      positions.set(text3, positions.get(text3) ?? positions.size);
      known.set(versions3, positions.get(text3));
    }
  const cells = ids.map((id) => ({ id, control: controls.get(id) }));
  const versions2 = [...positions.keys()].map((text3) => JSON.parse(text3));
  yield `${JSON.stringify({ schema: historySchema, versions: versions2, cells })}
`;
  for (const night of nights) {
    const row2 = ids.map((id) => {
      const cell2 = night.cells.get(id);
      if (cell2 === void 0) return null;
      const { status: status3, reason: reason2, size, shared, shareable, creation, boot } = cell2;
      return [status3, reason2, size, shared, shareable, creation, boot, known.get(cell2.versions)];
    });
    yield `${JSON.stringify({ ...night, cells: row2 })}
`;
  }
}
function parseHistory(text3) {
  const [first = "", ...lines3] = text3.trimEnd().split("\n");
  const { versions: versions2, cells } = readBy(head, parsed(first, "history", historySchema), "line 1");
  return lines3.map((line3, index) => {
    const at = `line ${index + 2}`;
    const { cells: rows2, ...run2 } = readBy(row, JSON.parse(line3), at);
    const own2 = rows2.flatMap((one2, position) => {
      if (one2 === null) return [];
      const [status3, reason2, size, shared, shareable, creation, boot, number2] = one2;
      const [cell2, known] = [cells[position], versions2[number2]];
      if (cell2 === void 0 || known === void 0)
        throw new Error(`${at}.cells[${position}]: line 1 lacks its id or versions`);
      const figures2 = { size: size ?? void 0, shared: shared ?? void 0, shareable: shareable ?? void 0 };
      const times2 = { creation: creation ?? void 0, boot: boot ?? void 0 };
      return [
        [
          cell2.id,
          { status: status3, reason: reason2 ?? void 0, ...figures2, ...times2, versions: known, control: cell2.control }
        ]
      ];
    });
    return { ...run2, cells: new Map(own2) };
  });
}
var import_node_util2, runFields, runSummary, historySchema, status, reason, figure, cellRow, head, row;
var init_nights = __esm({
  "src/report/history/nights.ts"() {
    "use strict";
    import_node_util2 = require("node:util");
    init_dist();
    init_cell();
    init_outcome();
    init_diff();
    init_escape();
    init_json();
    init_noise();
    init_run_schema();
    init_verdict();
    runFields = {
      ...pick(runSchema, ["started", "version", "jobs", "accelerator"]).entries,
      host: omit(runSchema.entries.host, ["cellImage"]),
      verdict: picklist(["PASS", "FAIL"]),
      /** Address of the report's page, relative to the history's page or absolute; absent if there is none. */
      link: exactOptional(pipe(string(), regex(/^(https?:\/\/|[^:]*$)/)))
    };
    runSummary = object(runFields);
    historySchema = 1;
    [status, reason, figure] = [picklist(statuses), nullable(string()), nullable(number())];
    cellRow = tuple([status, reason, figure, figure, figure, figure, figure, number()]);
    head = object({
      schema: literal(historySchema),
      versions: array(record(string(), string())),
      cells: array(object({ id: string(), control: boolean() }))
    });
    row = object({ ...runFields, cells: array(nullable(cellRow)) });
  }
});

// src/report/history/update.ts
async function updateHistory(reports, folder, address) {
  makeWritable(folder, "output");
  const path5 = `${folder}/history.jsonl`;
  const history = (0, import_node_fs27.existsSync)(path5) ? await readHistory(path5) : [];
  const { files, refused } = await findRuns(reports, folder);
  const added = [];
  const seen = /* @__PURE__ */ new Map();
  for (const file of files)
    try {
      added.push(nightOf(parseRun(withoutMembers2(await (0, import_promises27.readFile)(file))), linkOf((0, import_node_path20.dirname)(file), folder, address), seen));
    } catch (cause) {
      refused.push(`${file}: ${cause.message}`);
    }
  const updated = joined2(history, added);
  if (updated.nights.length === 0)
    throw new UserError([`output ${folder}: has no history yet, and no report could be read`, ...refused].join("\n"));
  writeWhole(path5, historyLines(updated.nights));
  writeWhole(`${folder}/index.html`, [historyHtml(updated.nights)]);
  return { refused, text: `${describe2(updated)}
page: ${(0, import_node_path20.resolve)(folder, "index.html")}` };
}
function describe2({ nights, added, replaced, known }) {
  const { labels, gaps } = calendarOf(nights);
  const missing = gaps.filter(({ after }) => added.includes(nights[after + 1]?.started ?? ""));
  return [
    `${counted(nights.length, "night")}, ${labels[0]} to ${labels.at(-1)}: ${added.length} added, ${known.length} already there, ${replaced.length} replaced`,
    ...replaced.map((started) => `replaced: the run of ${started}`),
    ...missing.map(({ dates }) => `no report: ${dates}`)
  ].join("\n");
}
async function readHistory(path5) {
  try {
    return parseHistory(await (0, import_promises27.readFile)(path5, "utf8"));
  } catch (cause) {
    throw new UserError(`${path5}: ${cause.message}`, { cause });
  }
}
async function findRuns(paths, output2) {
  const found = { files: [], refused: [] };
  for (const path5 of paths) {
    const { files, refused } = await findRunsIn(path5, output2).catch(
      (cause) => ({ files: [], refused: [`report ${path5}: ${cause.message}`] })
    );
    found.files.push(...files);
    found.refused.push(...refused);
  }
  return found;
}
async function findRunsIn(path5, output2) {
  if (!(await (0, import_promises27.stat)(path5)).isDirectory()) return { files: [path5], refused: [] };
  if ((0, import_node_fs27.existsSync)(`${path5}/run.json`)) return { files: [`${path5}/run.json`], refused: [] };
  const folders = (await (0, import_promises27.readdir)(path5, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  const below = await findRuns(folders.map(({ name }) => `${path5}/${name}`).sort(), output2);
  if (below.files.length > 0) return below;
  return { files: [], refused: (0, import_node_path20.resolve)(path5) === (0, import_node_path20.resolve)(output2) ? [] : [`${path5}: contains no run.json`] };
}
function withoutMembers2(json) {
  const rest = [];
  let end = 0;
  for (let at = json.indexOf('"members"'); at >= 0; at = json.indexOf('"members"', at + 1)) {
    const key2 = membersKey.exec(json.toString("latin1", at, at + 64))?.[0];
    if (key2 === void 0) continue;
    const list4 = at + key2.length;
    rest.push(json.toString("utf8", end, list4));
    at = end = endOfList(json, list4);
  }
  return [...rest, json.toString("utf8", end)].join("");
}
function endOfList(json, at) {
  for (let [depth, inString] = [1, false]; at < json.length; at++) {
    const byte = json[at];
    if (inString && byte === backslash) at++;
    else if (byte === quote) inString = !inString;
    else if (!inString && byte === open4) depth++;
    else if (!inString && byte === close && --depth === 0) break;
  }
  return at;
}
function linkOf(report, folder, address) {
  if (address !== "") return address.replaceAll("{name}", encodeURIComponent((0, import_node_path20.basename)((0, import_node_path20.resolve)(report))));
  if (!(0, import_node_fs27.existsSync)(`${report}/report.html`)) return void 0;
  return (0, import_node_path20.relative)(folder, `${report}/report.html`).split("/").map(encodeURIComponent).join("/");
}
var import_node_fs27, import_promises27, import_node_path20, quote, backslash, open4, close, membersKey;
var init_update = __esm({
  "src/report/history/update.ts"() {
    "use strict";
    import_node_fs27 = require("node:fs");
    import_promises27 = require("node:fs/promises");
    import_node_path20 = require("node:path");
    init_files();
    init_errors();
    init_diff_text();
    init_history();
    init_json();
    init_write();
    init_nights();
    init_trends();
    [quote, backslash, open4, close] = [...Buffer.from('"\\[]')];
    membersKey = /^"members"\s*:\s*\[/;
  }
});

// src/cli.ts
var cli_exports = {};
async function main2(argv) {
  try {
    const { values, positionals } = (0, import_node_util3.parseArgs)({
      args: [...argv],
      strict: false,
      options: {
        ...Object.fromEntries(flags.map((name) => [name, { type: "boolean" }])),
        ...Object.fromEntries([...ownNames, ...inputNames].map((name) => [name, { type: "string" }]))
      }
    });
    const { help, version: wantsVersion, ...given } = values;
    if (wantsVersion) return print(version);
    if (help || positionals.length === 0) return print(usage);
    const requested = parsed4(positionals, given);
    return requested.ok ? await perform(requested.value) : reportProblems(requested.problems);
  } catch (error2) {
    if (interrupted2.signal.aborted) return status2.interrupted;
    process.stderr.write(`cowpio-matrix: ${describeError(error2)}
`);
    return status2.couldNot;
  }
}
function parsed4([word3 = "", ...rest], values) {
  const { json, markdown: markdown2, "github-matrix": matrix, ...given } = values;
  const command = commands.find((known) => known === word3);
  const valueless = [...ownNames, ...inputNames].filter((name) => typeof values[name] === "boolean");
  const apart = [...ownNames, ...valueless];
  const texts2 = Object.entries(given).filter(([name]) => !apart.includes(name));
  const request = parseInputs(
    Object.fromEntries(texts2.map(([name, value]) => [name, String(value)])),
    { cache: defaultCacheDir(process.env) },
    [...flags, ...ownNames]
  );
  const problems = [
    ...command === void 0 ? [`unknown command "${word3}"${suggest(word3, commands)}`] : missingOperand(command, rest),
    ...valueless.map((name) => `--${name}: a value is missing`),
    ...optionProblems(command, values),
    ...request.ok ? [] : request.problems,
    // Last: it may be the value of an option that there is not.
    ...command === void 0 ? [] : unexpectedOperand(command, rest)
  ];
  if (problems.length > 0 || !request.ok || command === void 0) return { ok: false, problems };
  const form = matrix ? "github-matrix" : markdown2 ? "markdown" : json ? "json" : "text";
  const option = Object.fromEntries(ownNames.map((name) => [name, `${values[name] ?? ""}`]));
  return {
    ok: true,
    value: { command, request: request.value, rest, form, option }
  };
}
function missingOperand(command, rest) {
  const missing = operands[command]?.[rest.length];
  return missing === void 0 ? [] : [`${command}: ${missing} is missing`];
}
function unexpectedOperand(command, rest) {
  const unexpected = rest[operands[command]?.length ?? 0];
  return acceptsMore.includes(command) || unexpected === void 0 ? [] : [`${command}: unexpected "${unexpected}"`];
}
function optionProblems(command, values) {
  const { json, markdown: markdown2, "github-matrix": matrix, distros, distro, shards, "report-url": url } = values;
  const wrongShards = typeof shards === "string" ? shardCountProblem(shards) : void 0;
  const wrongDistro = typeof distro === "string" ? sourceProblem.distro(distro) : void 0;
  return [
    ...markdown2 && (command !== "diff" || json) ? ["--markdown: only valid with diff, and not together with --json"] : [],
    ...matrix && command !== "plan" ? ["--github-matrix: only valid with plan"] : [],
    ...ownNames.filter((name) => values[name] !== void 0 && command !== own[name]).map((name) => `--${name}: only valid with ${own[name]}`),
    ...(command === void 0 ? [] : required[command] ?? []).filter((name) => values[name] === void 0 || values[name] === "").map((name) => `${command}: --${name} is missing`),
    ...typeof url === "string" && !/^https?:\/\/.*\{name\}/.test(url) ? [`--report-url: expected http:// or https:// and {name}, got "${url}"`] : [],
    ...wrongShards === void 0 ? [] : [`--shards: ${wrongShards}`],
    ...wrongDistro === void 0 ? [] : [`--distro: ${wrongDistro}`],
    ...command === "doctor" && distros !== void 0 ? ["--distros: only valid with run and plan. Use --distro with doctor"] : []
  ];
}
async function perform({ command, request, rest, form, option }) {
  const home = (0, import_node_path21.resolve)(__dirname, "..");
  const at = async () => ({
    home,
    release: await readRelease(home, version),
    runId: newRunId(),
    signal: interrupted2.signal,
    log: print
  });
  switch (command) {
    case "run":
      return conclude2(await concluded(request, print, async () => runAndReport(request, await at())));
    case "merge":
      return conclude2(await concluded(request, print, () => mergeReports(rest, request.reportDir, print)));
    case "plan": {
      const plan3 = await planned(request);
      if (form === "github-matrix") return print(JSON.stringify(githubMatrix(shardsOf(plan3, option.shards || "auto"))));
      const divided = option.shards === "" ? [] : shardsOf(plan3, option.shards);
      return print(form === "json" ? planJson(plan3, divided) : formatPlan(plan3, divided));
    }
    case "report":
      return print((await renderAgain(rest[0])).join("\n"));
    case "diff": {
      const log = form === "json" ? (line3) => void process.stderr.write(`${line3}
`) : print;
      const { difference, fails } = await compared(request, rest, log);
      const message = form === "json" ? JSON.stringify(difference, null, 2) : form === "markdown" ? diffMarkdown(difference) : diffText(difference);
      print(message);
      return fails ? status2.failed : status2.done;
    }
    case "history": {
      const { text: text3, refused } = await updateHistory(rest, option.output, option["report-url"]);
      for (const problem of refused) process.stderr.write(`cowpio-matrix: ${problem}
`);
      print(text3);
      return refused.length > 0 ? status2.failed : status2.done;
    }
    case "bisect": {
      const where = await at();
      const { text: text3, found } = await bisectDracut(request, option, where, (one2) => runAndReport(one2, where));
      print(text3);
      return found ? status2.done : status2.failed;
    }
    case "boot": {
      const [report, cell2, ...words] = rest;
      const output2 = (chunk) => void process.stdout.write(chunk);
      const kept = { report, cell: cell2, words };
      const code2 = await bootKept(kept, request, await at(), { input: process.stdin, output: output2 });
      return code2 === 0 ? status2.done : status2.failed;
    }
    case "doctor": {
      const { text: text3, able } = await examined(option.distro, request, await at());
      print(text3);
      return able ? status2.done : status2.couldNot;
    }
    case "clean":
      return print(`removed what runs left: ${describeCleaned(await clean(request.engine, request.cacheDir))}`);
  }
}
function conclude2({ run: run2, why, text: text3 }) {
  print(text3);
  return exitStatusOf(run2, why);
}
function print(text3) {
  process.stdout.write(`${text3}
`);
  return status2.done;
}
function reportProblems(problems) {
  process.stderr.write(
    `${problems.map((problem) => `cowpio-matrix: ${problem}`).join("\n")}
See cowpio-matrix --help.
`
  );
  return status2.usage;
}
var import_node_path21, import_node_util3, status2, commands, operands, acceptsMore, flags, own, ownNames, required, usage, interrupted2;
var init_cli = __esm({
  "src/cli.ts"() {
    "use strict";
    import_node_path21 = require("node:path");
    import_node_util3 = require("node:util");
    init_commands();
    init_bisect();
    init_boot_kept();
    init_clean();
    init_plan();
    init_run();
    init_release();
    init_files();
    init_errors();
    init_input_table();
    init_inputs();
    init_shards();
    init_sources();
    init_words();
    init_diff_text();
    init_update();
    init_merge();
    init_verdict();
    init_write();
    init_version();
    status2 = { done: 0, failed: 1, usage: 2, couldNot: 3, interrupted: 130 };
    commands = ["run", "plan", "merge", "report", "diff", "history", "bisect", "boot", "doctor", "clean"];
    operands = {
      merge: ["the directories of the shards' reports"],
      report: ["the report's directory"],
      diff: ["the report to compare with", "the report to compare"],
      history: ["a report, or a directory of reports,"],
      boot: ["the report's directory", "the cell"]
    };
    acceptsMore = ["merge", "history", "boot"];
    flags = ["help", "version", "json", "markdown", "github-matrix"];
    own = {
      ...{ shards: "plan", distro: "doctor", output: "history", "report-url": "history" },
      ...{ good: "bisect", bad: "bisect" }
    };
    ownNames = Object.keys(own);
    required = { history: ["output"], bisect: ["good", "bad"] };
    usage = `cowpio-matrix ${version}: proves that initramfs archives share their blocks and boot

  cowpio-matrix run [OPTIONS]     run the matrix and write the report
  cowpio-matrix plan [OPTIONS]    list the cells, and those left out with the reason; --json
                                  --shards N|auto: assign cells to shards, balanced by --durations or by estimates
                                  --github-matrix: print the shards on one line for strategy.matrix
  cowpio-matrix run --shard I/N   run one shard, with the options of the plan; merge joins the reports
  cowpio-matrix merge DIR...      join the shards' reports in --report-dir
  cowpio-matrix report DIR        write the report's files again from its run.json
  cowpio-matrix diff BASE NEW     compare two reports (directories, run.json or report.json): regressions, fixes,
                                  new skips, changed versions, contents and sharing, times beyond noise; --json,
                                  --markdown
  cowpio-matrix history REPORT... --output DIR
                                  add nightly reports to the history in DIR and write its page: statuses, trends, change
                                  points. REPORT: a directory or run.json, or a directory of reports, searched at any
                                  depth
                                  --report-url URL: address of each report, with {name} for the name of its directory.
                                  Default: its path relative to DIR
  cowpio-matrix bisect --good REV --bad REV --dracut DIR [OPTIONS]
                                  find the first commit of the checkout DIR that fails the cells, without controls and
                                  comparisons; commits that do not build are skipped. An interrupted bisection continues
                                  when it is started again
  cowpio-matrix boot DIR CELL [WORD...]
                                  boot a kept cell (--keep) with its console on this terminal; each WORD is added to the
                                  kernel's command line, for example rd.break rd.shell=1; Ctrl-A X ends it
  cowpio-matrix doctor            check this machine and list what to install
                                  --distro DISTRO: check a distro instead, in the syntax of --distros
  cowpio-matrix clean [OPTIONS]   remove containers, volumes and directories of all runs on this engine and in --cache-dir;
                                  runs in progress end

Options of run and plan, the same as the Action's inputs:
${inputNames.map((name) => `  --${name} VALUE
      ${inputs[name].description}${inputs[name].default && ` [${inputs[name].default}]`}`).join("\n")}

Exit status of run and merge: 0 everything requested is proven, or accepted by --fail-on and --allow; 1 it is not; 2 usage error;
3 the run could not start; 77 every cell except the negative controls was skipped, and no control failed; 130 interrupted.
Exit status of the other commands: 0 done; 2 usage error; 3 it could not be done, or doctor found something to install.
Exit status of diff: 0 no regression, or --fail-on never; 1 a cell that passed no longer does, or dracut prints new errors;
2 usage error; 3 a report could not be read.
Exit status of history: 0 all reports are in the history; 1 some were refused, the others are in it; 2 usage error; 3 nothing was
written: the history could not be read or written, or has no report.
Exit status of bisect: 0 one first bad commit; 1 several, since commits between could not be tested; 2 usage error; 3 not done.
`;
    interrupted2 = new AbortController();
    for (const name of ["SIGINT", "SIGTERM"])
      process.on(name, () => {
        if (interrupted2.signal.aborted) process.exit(status2.interrupted);
        process.stderr.write(
          `
${name}: stopping cells and removing their containers. No report is written; with --resume DIR, finished cells are kept
`
        );
        interrupted2.abort(new UserError(`interrupted by ${name}`));
      });
    process.once("beforeExit", () => {
      process.stderr.write(
        "cowpio-matrix: exited before the run was complete; the container engine may have been stopped\n"
      );
      process.exit(status2.couldNot);
    });
    void main2(process.argv.slice(2)).then((code2) => process.exit(code2));
  }
});

// <stdin>
process.noDeprecation = true;
module.exports = { main: () => (init_main(), __toCommonJS(main_exports)), post: () => (init_post(), __toCommonJS(post_exports)), cli: () => (init_cli(), __toCommonJS(cli_exports)) };
