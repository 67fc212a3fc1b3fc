using System.Management.Automation;
using AuditCmdlets.Completion;
using AuditCmdlets.Logs;

namespace AuditCmdlets.Commands;

/// <summary>New-AuditAttestation: signs a log as it stands, stores the note in it and returns it.</summary>
[Cmdlet(VerbsCommon.New, "AuditAttestation", DefaultParameterSetName = KeyPathSet, SupportsShouldProcess = true)]
[OutputType(typeof(AuditLog.Attestation))]
public sealed class NewAuditAttestationCommand : EvidenceCommand
{
    private const string KeyPathSet = "KeyPath", KeySet = "Key";

    /// <summary>The log.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true, HelpMessage = "The log. The default is $env:AUDITLOG_PATH, else your own log.")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(LogFileCompleter))]
    public string? Path { get; set; }

    /// <summary>The log, taken as it stands.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, HelpMessage = "The path of the log, taken as it stands: no wildcards.")]
    [Alias("PSPath", "LP", "FullName")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LogFileCompleter))]
    public string? LiteralPath { get; set; }

    /// <summary>The private key's file.</summary>
    [Parameter(ParameterSetName = KeyPathSet, Mandatory = true, HelpMessage = "The file of the private key, PEM; New-AuditKey makes one.")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(KeyFileCompleter))]
    public string? KeyPath { get; set; }

    /// <summary>The key.</summary>
    [Parameter(ParameterSetName = KeySet, Mandatory = true, ValueFromPipeline = true, HelpMessage = "What New-AuditKey returned.")]
    [ValidateNotNull]
    public AuditLog.Key? Key { get; set; }

    /// <summary>The name under which it signs.</summary>
    [Parameter(ParameterSetName = KeyPathSet, HelpMessage = "The name under which it signs. The default is that of the .pub file beside the key, else the log's.")]
    [ValidateNotNullOrEmpty]
    public string? KeyName { get; set; }

    /// <summary>A copy to keep elsewhere.</summary>
    [Parameter(HelpMessage = "A file for a copy of the signed note, to be kept where the log's administrators cannot change it.")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(CheckpointFileCompleter))]
    public string? DestinationPath { get; set; }

    /// <summary>The key that follows this one.</summary>
    [Parameter(HelpMessage = "A verifier-key line or the file of a public key: this key announces it, in an entry that it signs, and attests the log up to there.")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(PublicKeyFileCompleter))]
    public string? Successor { get; set; }

    /// <summary>Retires the key.</summary>
    [Parameter(HelpMessage = "Retire the key that signs: it attests the log once more, up to the entry that says so, and vouches for nothing beyond.")]
    public SwitchParameter Retire { get; set; }

    /// <summary>Exchanges the key.</summary>
    [Parameter(ParameterSetName = KeyPathSet, HelpMessage = "Make the next key, let this one announce it and retire, attest with the new one, and destroy the old file: a thief of today's key cannot sign yesterday.")]
    public SwitchParameter Evolve { get; set; }

    /// <summary>Overwrites the copy.</summary>
    [Parameter(HelpMessage = "Overwrite the note at -DestinationPath. Nothing else is ever overwritten.")]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            // What New-AuditKey returns has a Path too, that of the key; the log is another file.
            string? given = Key is not null && Path == Key.Path ? null : Path;
            string path = LogPaths.OneOrDefault(this, given, LiteralPath);
            if (!IsFirst($"{path}\n{Key?.Path}")) return;
            string? copy = DestinationPath is null ? null : LogPaths.ResolveLiteral(this, DestinationPath);
            if (copy is not null) TextFile.Check(copy, FileKind.Note, Force);
            VerifierKey? next = Successor is null ? null : TrustedInput.ReadNamedKey(this, Successor);
            using IAuditLog log = LogOpener.OpenToAppend(path);
            if (Evolve && (next is not null || Retire)) throw new AuditException(AuditError.AuditKeyInvalid, "-Evolve makes the next key and retires this one; -Successor and -Retire do one of these. Give one of the three.");
            if (Evolve)
            {
                if (!ShouldProcess(path, $"Attest, and exchange the key {KeyPath} for a new one")) return;
                Emit(log, WithPassphrase(passphrase => KeyEvolution.Run(log, LogPaths.ResolveLiteral(this, KeyPath!), KeyName, passphrase.Text)), path, copy);
                return;
            }
            using SigningKey key = LoadKey(log.Header.Origin);
            if (!ShouldProcess(path, $"Attest with the key {key.Name}")) return;
            long? size = next is null && !Retire ? null : KeyRotation.Record(log, key, next, Retire);
            Emit(log, LogAttestation.Create(log, key, size), path, copy, key);
        }
        catch (AuditException e)
        {
            Report(e, LiteralPath ?? Path ?? DefaultLog.Named ?? DefaultLog.Own);
        }
    }

    /// <summary>The attestation is signed and stored; what comes now can only add to it.</summary>
    private void Emit(IAuditLog log, SignedNote note, string path, string? copy, SigningKey? signer = null)
    {
        WriteObject(new AuditLog.Attestation(note, path));
        if (copy is not null) TextFile.Write(copy, FileKind.Note, note.ToString(), Force);
        if (!AsksOthers) return;
        using SigningKey? evolved = signer is null ? LoadKey(log.Header.Origin) : null;
        Submit(log, note, signer ?? evolved);
    }

    private SigningKey LoadKey(string origin) => WithPassphrase(passphrase => LoadKey(origin, passphrase));

    private T WithPassphrase<T>(Func<Passphrase, T> use)
    {
        using Passphrase given = ReadPassphrase();
        try
        {
            return use(given);
        }
        catch (AuditException e) when (e.Error == AuditError.AuditKeyPassphrase)
        {
            using Passphrase? typed = given.IsEmpty ? AuditCmdlets.Logs.Passphrase.Ask(Host, Key?.Path ?? KeyPath!) : null;
            if (typed is not null) return use(typed);
            throw new AuditException(e.Error, $"{e.Message} Give it with -Passphrase (Read-Host -AsSecureString), -PassphrasePath, -PassphraseSecret, or in $env:{PassphraseFile.Variable}.", e);
        }
    }

    private SigningKey LoadKey(string origin, Passphrase passphrase) => Key is not null
        ? SigningKey.Load(Key.Path, Key.Name, passphrase.Text)
        : SigningKeyFile.Load(LogPaths.ResolveLiteral(this, KeyPath!), KeyName, passphrase.Text, origin);
}
