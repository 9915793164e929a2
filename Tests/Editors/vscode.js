// Checks the extension for Visual Studio Code in Node: its manifest against the editor's rules, and its code with stubs of
// `vscode` and `vscode-languageclient`.
'use strict'

const assert = require('assert')
const fs = require('fs')
const Module = require('module')
const path = require('path')

const folder = path.join(__dirname, '../../editors/vscode')
const manifest = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'))

// The manifest
for (const key of ['name', 'displayName', 'description', 'version', 'publisher', 'engines', 'main', 'license', 'icon']) assert(manifest[key], key)
assert.match(manifest.name, /^[a-z0-9-]+$/)
assert.match(manifest.version, /^\d+\.\d+\.\d+$/)
assert.match(manifest.engines.vscode, /^\^1\.\d+\.\d+$/)
assert.deepEqual(Object.keys(manifest.dependencies), ['vscode-languageclient'])
for (const file of [manifest.main, manifest.icon, 'README.md', 'CHANGELOG.md', '.vscodeignore']) assert(fs.existsSync(path.join(folder, file)), file)
const icon = fs.readFileSync(path.join(folder, manifest.icon))
assert(icon.readUInt32BE(16) >= 128 && icon.readUInt32BE(16) === icon.readUInt32BE(20), 'the icon is a square of 128 pixels or more')
const { commands, configuration, semanticTokenTypes, semanticTokenModifiers, configurationDefaults } = manifest.contributes
for (const command of commands) assert(command.title && command.category && /^sentimentLsp\.\w+$/.test(command.command), command.command)
for (const event of manifest.activationEvents) assert.match(event, /^onLanguage:\w+$/)
for (const section of configuration) {
  for (const [name, setting] of Object.entries(section.properties)) {
    assert.match(name, /^(sentiment|sentimentLsp)\.[\w.]+$/)
    assert(setting.description && setting.scope && (setting.type || setting.anyOf), name)
    if (setting.default !== null && setting.type) {
      const kind = Array.isArray(setting.default) ? 'array' : Number.isInteger(setting.default) ? 'integer' : typeof setting.default
      assert([setting.type].flat().some(type => type === kind || type === 'number' && kind === 'integer'), `${name} is not of type ${setting.type}`)
    }
  }
}
// Settings that are ignored in an untrusted workspace: programs, models and files to write.
const { untrustedWorkspaces } = manifest.capabilities
assert.equal(untrustedWorkspaces.supported, 'limited')
const names = new Set(configuration.flatMap(section => Object.keys(section.properties)))
for (const name of untrustedWorkspaces.restrictedConfigurations) assert(names.has(name), name)
for (const name of ['sentiment.model', 'sentiment.models', 'sentiment.feedback', 'sentimentLsp.path', 'sentimentLsp.arguments']) {
  assert(untrustedWorkspaces.restrictedConfigurations.includes(name), name)
}
const selectors = Object.keys(configurationDefaults['editor.semanticTokenColorCustomizations'].rules)
assert.deepEqual(selectors, semanticTokenModifiers.map(each => `${semanticTokenTypes[0].id}.${each.id}`).reverse())

// The code
const registered = new Map()
const shown = []
const clients = []
let settings = {}
let diagnostics = []
const position = (line, character) => ({
  line, character,
  compareTo: other => line - other.line || character - other.character,
  isAfter: other => line > other.line || line === other.line && character > other.character,
  isBefore: other => line < other.line || line === other.line && character < other.character,
})
const document = { uri: { toString: () => 'file:///a.txt' }, languageId: 'plaintext' }
const editor = { document, selection: { active: position(0, 0) }, revealRange: () => {} }
const statusBar = { show() { this.isShown = true }, hide() { this.isShown = false }, dispose() {} }
const disposable = { dispose() {} }
let clipboard = ''
const vscode = {
  workspace: {
    getConfiguration: section => ({ get: (name, usual) => settings[`${section}.${name}`] ?? usual }),
    isTrusted: true,
    onDidGrantWorkspaceTrust: listener => { vscode.trusted = listener; return disposable },
    onDidChangeConfiguration: listener => { vscode.changed = listener; return disposable },
    openTextDocument: async options => options,
  },
  window: {
    activeTextEditor: editor,
    createOutputChannel: () => ({ info: line => shown.push(line), show() {}, dispose() {} }),
    createStatusBarItem: () => statusBar,
    onDidChangeActiveTextEditor: () => disposable,
    showErrorMessage: async sentence => { shown.push(sentence) },
    showWarningMessage: async sentence => { shown.push(sentence) },
    showInformationMessage: async sentence => { shown.push(sentence) },
    showTextDocument: async document => { shown.push(document.content) },
  },
  languages: {
    getDiagnostics: () => diagnostics,
    onDidChangeDiagnostics: listener => { vscode.diagnosed = listener; return disposable },
  },
  commands: { registerCommand: (name, run) => { registered.set(name, run); return disposable }, executeCommand: async () => {} },
  env: { clipboard: { writeText: async text => { clipboard = text } } },
  Uri: { file: file => file }, Selection: class { constructor(active) { this.active = active } }, Range: class {},
  StatusBarAlignment: { Right: 2 }, TextEditorRevealType: { InCenterIfOutsideViewport: 2 },
}
class LanguageClient {
  constructor(id, name, server, options) {
    Object.assign(this, { id, name, server, options, requests: [], code2ProtocolConverter: { asUri: uri => uri.toString() } })
    clients.push(this)
  }
  async start() { this.isRunning = true }
  async stop() { this.isRunning = false }
  async sendRequest(method, parameters) { this.requests.push([method, parameters]); return 'answer' }
}
const load = Module._load
Module._load = (name, ...rest) =>
  name === 'vscode' ? vscode : name === 'vscode-languageclient/node' ? { LanguageClient } : load(name, ...rest)
const extension = require(path.join(folder, manifest.main))

async function run() {
  const context = { subscriptions: [] }
  // A missing program is reported.
  settings = { 'sentimentLsp.path': '/no/such/program' }
  await extension.activate(context)
  assert(shown.some(line => line.includes('/no/such/program')) && clients.length === 0)
  // Messages show settings without links and control characters.
  for (const link of ['[x](command:y)', '[x](https://y)', 'a\u001b[31m\n[x](file:///y)', '$(flame)\u202e']) {
    settings = { 'sentimentLsp.path': link }
    await registered.get('sentimentLsp.restart')()
    assert(!/\]\(|\$\(|:\/\/|[\u0000-\u001f\u202e]/.test(shown.at(-1)), shown.at(-1))
  }
  assert.deepEqual([...registered.keys()].sort(), commands.map(each => each.command).sort())
  // An existing program is started for files and unsaved documents.
  settings = { 'sentimentLsp.path': process.execPath, 'sentimentLsp.arguments': ['--log', 'x'] }
  await vscode.changed({ affectsConfiguration: section => section === 'sentimentLsp' })
  const [client] = clients
  assert(client.isRunning && client.server.command === process.execPath)
  assert.deepEqual(client.server.args, ['--stdio', '--log', 'x'])
  const schemes = new Set(client.options.documentSelector.map(each => each.scheme))
  assert.deepEqual([...schemes], ['file', 'untitled'])
  // Commands send workspace/executeCommand under the server's names.
  for (const name of ['summary', 'report', 'recheck', 'reloadModel', 'status', 'export']) await registered.get(`sentimentLsp.${name}`)()
  assert.deepEqual(client.requests.map(([method, parameters]) => [method, parameters.command, parameters.arguments.length]), [
    ...['summary', 'report', 'recheck'].map(name => ['workspace/executeCommand', `sentiment.${name}`, 1]),
    ['workspace/executeCommand', 'sentiment.reloadModel', 0], ['workspace/executeCommand', 'sentiment.status', 0],
    ['workspace/executeCommand', 'sentiment.export', 1],
  ])
  assert(shown.includes('answer'))
  await client.options.middleware.executeCommand('sentiment.explanation', [], async () => 'negative 97%')
  assert.equal(clipboard, 'negative 97%')
  // The status bar shows a count, and jumps wrap around.
  const finding = (line, polarity) => ({ source: 'sentiment', code: polarity, data: { polarity }, range: { start: position(line, 0) } })
  diagnostics = [finding(7, 'negative'), finding(2, 'negative'), finding(4, 'positive'), { source: 'other', range: { start: position(1, 0) } }]
  vscode.diagnosed()
  assert(statusBar.isShown && statusBar.text.endsWith(' 2'))
  const lines = []
  for (const name of ['next', 'next', 'next', 'previous']) {
    registered.get(`sentimentLsp.${name}`)()
    lines.push(editor.selection.active.line)
  }
  assert.deepEqual(lines, [2, 7, 2, 7])
  await registered.get('sentimentLsp.restart')()
  assert(!client.isRunning && clients[1].isRunning)
  // In an untrusted workspace, .sentiment.json files are not read.
  vscode.workspace.isTrusted = false
  await registered.get('sentimentLsp.restart')()
  assert.deepEqual(clients[2].server.args, ['--stdio', '--log', 'x', '--no-config'])
  vscode.workspace.isTrusted = true
  await vscode.trusted()
  assert.deepEqual(clients[3].server.args, ['--stdio', '--log', 'x'])
  await extension.deactivate()
  assert(!clients[3].isRunning)
  console.log('vscode: everything works')
}

run().catch(error => { console.error(error); process.exit(1) })
