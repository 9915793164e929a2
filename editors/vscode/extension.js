'use strict'

const childProcess = require('child_process')
const fs = require('fs')
const os = require('os')
const path = require('path')
const vscode = require('vscode')
const { LanguageClient } = require('vscode-languageclient/node')

const languages = ['plaintext', 'csv', 'tsv', 'jsonl', 'json', 'markdown']
const program = process.platform === 'win32' ? 'sentiment-lsp.exe' : 'sentiment-lsp'

let client
/** A queue of starts and stops, which run one after the other. */
let work = Promise.resolve()
let counts
let output

/** The path of the server: from the setting, `SENTIMENT_LSP`, the path, or the folder of `sentiment install`. */
function findServer() {
  const set = vscode.workspace.getConfiguration('sentimentLsp').get('path')
  if (set) return set.startsWith('~/') ? path.join(os.homedir(), set.slice(2)) : set
  if (process.env.SENTIMENT_LSP) return process.env.SENTIMENT_LSP
  const folders = (process.env.PATH ?? '').split(path.delimiter).concat(path.join(os.homedir(), '.local', 'bin'))
  return folders.filter(Boolean).map(folder => path.join(folder, program)).find(isExecutable)
}

function isExecutable(file) {
  try {
    fs.accessSync(file, fs.constants.X_OK)
    return fs.statSync(file).isFile()
  } catch {
    return false
  }
}

/** Untrusted text without links and control characters: VS Code makes `[text](command:…)` in a message clickable. */
function plain(text) {
  return String(text).replace(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g, ' ').replace(/\]\(/g, '] (')
    .replace(/\$\(/g, '$ (').replace(/:\/\//g, ':/ /').slice(0, 500)
}

async function complain(sentence) {
  const [settings, install] = ['Open settings', 'How to install']
  const choice = await vscode.window.showErrorMessage(sentence, settings, install)
  if (choice === settings) await vscode.commands.executeCommand('workbench.action.openSettings', 'sentimentLsp.path')
  if (choice === install) {
    await vscode.commands.executeCommand('markdown.showPreview', vscode.Uri.file(path.join(__dirname, 'README.md')))
  }
}

async function start() {
  const command = findServer()
  if (!command) return complain(`${program} was not found on the path. Install it, or set "sentimentLsp.path".`)
  if (!isExecutable(command)) return complain(`${plain(command)} is not executable. Correct "sentimentLsp.path".`)
  const settings = vscode.workspace.getConfiguration('sentimentLsp')
  const documentSelector = ['file', 'untitled'].flatMap(scheme => languages.map(language => ({ scheme, language })))
  // The server ignores a workspace's own settings until the user trusts it.
  const restrictions = vscode.workspace.isTrusted === false ? ['--no-config'] : []
  const args = ['--stdio', ...settings.get('arguments', []), ...restrictions]
  client = new LanguageClient('sentimentLsp', 'Sentiment', { command, args }, {
    documentSelector,
    outputChannel: output,
    middleware: { executeCommand },
  })
  try {
    await client.start()
  } catch (error) {
    await complain(`${plain(command)} could not be started: ${plain(error.message ?? error)}`)
  }
}

async function stop() {
  const running = client
  client = undefined
  // A client that did not start cannot be stopped.
  if (running) await running.stop(2000).catch(() => {})
}

/** Copies an explanation to the clipboard. The server itself shows the results of other commands. */
async function executeCommand(command, parameters, next) {
  const result = await next(command, parameters)
  if (command === 'sentiment.explanation' && typeof result === 'string') await vscode.env.clipboard.writeText(result)
  return result
}

async function ask(command, ...parameters) {
  if (!client) return vscode.window.showWarningMessage('The sentiment server is not running.')
  return client.sendRequest('workspace/executeCommand', { command, arguments: parameters })
}

function askAboutDocument(command) {
  const document = vscode.window.activeTextEditor?.document
  if (document) return ask(command, client?.code2ProtocolConverter.asUri(document.uri) ?? document.uri.toString())
}

async function exportFindings() {
  const content = await askAboutDocument('sentiment.export')
  if (typeof content !== 'string') return
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language: 'jsonl', content }))
}

function negatives(document) {
  return vscode.languages.getDiagnostics(document.uri)
    .filter(diagnostic => diagnostic.source === 'sentiment' && !['mixed', 'uncertain'].includes(diagnostic.code))
    .filter(diagnostic => (diagnostic.data?.polarity ?? diagnostic.code) === 'negative')
    .sort((first, second) => first.range.start.compareTo(second.range.start))
}

/** Goes to the next or the previous negative review; wraps around at the ends. */
function jump(step) {
  const editor = vscode.window.activeTextEditor
  const places = editor ? negatives(editor.document).map(diagnostic => diagnostic.range.start) : []
  if (!places.length) return vscode.window.showInformationMessage('There is no negative review here.')
  const here = editor.selection.active
  const place = step > 0
    ? places.find(place => place.isAfter(here)) ?? places[0]
    : places.findLast(place => place.isBefore(here)) ?? places[places.length - 1]
  editor.selection = new vscode.Selection(place, place)
  editor.revealRange(new vscode.Range(place, place), vscode.TextEditorRevealType.InCenterIfOutsideViewport)
}

function showCounts() {
  const document = vscode.window.activeTextEditor?.document
  if (!document || !languages.includes(document.languageId)) return counts.hide()
  const count = negatives(document).length
  counts.text = `$(thumbsdown) ${count}`
  counts.tooltip = `${count} negative ${count === 1 ? 'review' : 'reviews'}; click for a summary`
  counts.show()
}

/** The server's version. */
function version() {
  const command = findServer()
  if (!command) return 'not found'
  return childProcess.spawnSync(command, ['--version'], { encoding: 'utf8', timeout: 5000 }).stdout?.trim() || 'of unknown version'
}

async function activate(context) {
  output = vscode.window.createOutputChannel('Sentiment', { log: true })
  counts = vscode.window.createStatusBarItem('sentiment.counts', vscode.StatusBarAlignment.Right, 100)
  counts.name = 'Sentiment'
  counts.command = 'sentimentLsp.summary'
  const commands = {
    restart: () => { work = work.then(stop).then(start); return work },
    status: async () => { output.info(`sentiment-lsp ${version()}`); await ask('sentiment.status') },
    summary: () => askAboutDocument('sentiment.summary'),
    report: () => askAboutDocument('sentiment.report'),
    export: exportFindings,
    recheck: () => askAboutDocument('sentiment.recheck'),
    reloadModel: () => ask('sentiment.reloadModel'),
    next: () => jump(1),
    previous: () => jump(-1),
    output: () => output.show(),
  }
  context.subscriptions.push(
    output, counts,
    ...Object.entries(commands).map(([name, run]) => vscode.commands.registerCommand(`sentimentLsp.${name}`, run)),
    vscode.languages.onDidChangeDiagnostics(showCounts),
    vscode.window.onDidChangeActiveTextEditor(showCounts),
    vscode.workspace.onDidGrantWorkspaceTrust(() => commands.restart()),
    vscode.workspace.onDidChangeConfiguration(event => {
      if (event.affectsConfiguration('sentimentLsp')) return commands.restart()
    }),
  )
  showCounts()
  work = start()
  await work
}

module.exports = { activate, deactivate: stop }
