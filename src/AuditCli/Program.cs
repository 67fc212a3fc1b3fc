using System.CommandLine;
using System.CommandLine.Invocation;
using AuditCli;
using AuditCli.Commands;

RootCommand root = new(
    """
    Keeps a tamper-evident audit log: append, query, sign, export, verify.

    Results go to standard output, as text for people or, with --json, as one JSON object a line; messages go to standard
    error. Without LOG the log is the one that AUDITLOG_PATH names in the environment, else your own, which the first
    'auditlog add' makes. What comes from a log is shown with visible symbols for what would act on a terminal.
    Exit codes: 0 done, or verified as Intact; 1 any other verdict; 2 wrong usage, refused input or an I/O error.

    Example:
      auditlog init ops.db --origin example.com/ops
      auditlog add ops.db --type secret --action resolve --actor alice --target env/DB_PASSWORD --outcome granted
      auditlog keygen ops.key --name example.com/ops
      auditlog attest ops.db --key ops.key > ops.note
      auditlog export ops.db ops.auditbundle
      auditlog verify ops.auditbundle --public-key ops.pub --checkpoint ops.note
    """)
{
    InitCommand.Create(),
    AddCommand.Create(),
    GetCommand.Create(),
    VerifyCommand.Create(),
    StatusCommand.Create(),
    AttestationsCommand.Create(),
    KeygenCommand.Create(),
    AttestCommand.Create(),
    SubmitCommand.Create(),
    ProofCommand.Create(),
    TilesCommand.Create(),
    ExportCommand.Create(),
    CopyCommand.Create(),
    ImportCommand.Create(),
    MirrorCommand.Create(),
    ServeCommand.Create(),
    TokenCommand.Create(),
};

HelpWithDetails.AddTo(root);

// No response files: '@name' is an actor's or a message's own text here, never a file to read.
ParseResult parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
if (parsed.Action is ParseErrorAction) return Errors.Usage(parsed);
return Errors.Guard(() => parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false }));
