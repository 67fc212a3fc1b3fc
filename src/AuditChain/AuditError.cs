namespace AuditChain;

/// <summary>What went wrong, by a name that scripts may rely on: the ErrorId in PowerShell, the word in brackets on the command line.</summary>
public enum AuditError
{
    /// <summary>There is no file at the path.</summary>
    AuditLogNotFound = 1,

    /// <summary>A log was to be created where a file already is.</summary>
    AuditLogExists,

    /// <summary>The file is there, but it is not an audit log, bundle or mirror file.</summary>
    AuditLogNotRecognized,

    /// <summary>The file was written by a newer version of this software.</summary>
    AuditLogTooNew,

    /// <summary>The file is an audit log, but it cannot be read: pages, schema or contents are damaged.</summary>
    AuditLogDamaged,

    /// <summary>Another process held the log's write lock for longer than the documented timeout.</summary>
    AuditLogBusy,

    /// <summary>The file or its folder may not be read or written by this user.</summary>
    AuditLogAccessDenied,

    /// <summary>The log could not be written: disk full, I/O error, read-only media.</summary>
    AuditLogWriteFailed,

    /// <summary>An entry's line would be longer than 1 MiB.</summary>
    AuditEntryTooLarge,

    /// <summary>An entry's data nests deeper than the format allows, or contains itself.</summary>
    AuditEntryTooDeep,

    /// <summary>A member of an entry has a value that the format refuses.</summary>
    AuditEntryInvalid,

    /// <summary>A value cannot be written as canonical JSON: NaN, a lone surrogate, a secret.</summary>
    AuditValueRefused,

    /// <summary>An entry holds what its type in the catalogue forbids, or lacks what it requires.</summary>
    AuditEventInvalid,

    /// <summary>The catalogue has no type of that name.</summary>
    AuditEventTypeUnknown,

    /// <summary>The catalogue has a type of that name already.</summary>
    AuditEventTypeExists,

    /// <summary>A file of event types is not of the form.</summary>
    AuditCatalogueInvalid,

    /// <summary>A key file, verifier key or public key is not one that the format accepts.</summary>
    AuditKeyInvalid,

    /// <summary>A key file was to be created where a file already is.</summary>
    AuditKeyExists,

    /// <summary>There is no key file at the path.</summary>
    AuditKeyNotFound,

    /// <summary>A key file is encrypted and the passphrase is missing or wrong.</summary>
    AuditKeyPassphrase,

    /// <summary>NSec or its libsodium, which compute Ed25519, could not be loaded.</summary>
    AuditLibsodiumMissing,

    /// <summary>A checkpoint or signed note is not of the format.</summary>
    AuditCheckpointInvalid,

    /// <summary>A witness policy is not of the format, or contradicts itself.</summary>
    AuditPolicyInvalid,

    /// <summary>A proof of an entry is not of the format.</summary>
    AuditProofInvalid,

    /// <summary>A witness, a folder of tiles or another copy knows another or a longer history of this log: it was restored from a backup, or two copies went on separately.</summary>
    AuditLogForked,

    /// <summary>A witness, time-stamp authority or transparency log did not answer, refused, or answered something that does not hold.</summary>
    AuditEvidenceRefused,

    /// <summary>A certificate, trusted root or other file that says whom to believe is not of its form.</summary>
    AuditTrustInvalid,

    /// <summary>A bundle is not of the format.</summary>
    AuditBundleInvalid,

    /// <summary>The output file exists and overwriting was not asked for.</summary>
    AuditDestinationExists,

    /// <summary>The output file cannot be written.</summary>
    AuditDestinationInvalid,

    /// <summary>A range of sequences was asked for that the log does not hold.</summary>
    AuditRangeInvalid,

    /// <summary>A pattern for names is not one: a bracket without its end, a range that ends before it begins.</summary>
    AuditPatternInvalid,

    /// <summary>A rule contradicts itself, names no command or parameter that is there, or cannot be applied.</summary>
    AuditRuleInvalid,

    /// <summary>There is no rule of that name in the session.</summary>
    AuditRuleNotFound,

    /// <summary>Verification ended in another verdict than Intact.</summary>
    AuditChainBroken,

    /// <summary>An event could not be recorded, and its failure policy is closed: the operation must not go on.</summary>
    AuditRecordRefused,

    /// <summary>The log does not end where an append was to go on: somebody else appended meanwhile.</summary>
    AuditHeadChanged,

    /// <summary>A command needs another language mode of PowerShell than the session has.</summary>
    AuditLanguageMode,

    /// <summary>The log has no mirror of that name.</summary>
    AuditMirrorNotFound,

    /// <summary>The log has a mirror of that name already.</summary>
    AuditMirrorExists,

    /// <summary>The settings of a mirror are not ones that its kind accepts.</summary>
    AuditMirrorInvalid,

    /// <summary>What a mirror delivered is not in this log: the log under it, or the folder it writes, is another one.</summary>
    AuditMirrorMismatch,

    /// <summary>Another runner delivers for this mirror, or it was changed or removed meanwhile.</summary>
    AuditMirrorBusy,

    /// <summary>The other side of a mirror did not take entries for as many attempts as were asked for. Nothing is lost.</summary>
    AuditMirrorStalled,

    /// <summary>The other side refuses an entry for good, and the mirror is set to stop there.</summary>
    AuditMirrorRejected,

    /// <summary>A token, its name, its scope or the file that holds tokens is not of the form.</summary>
    AuditTokenInvalid,

    /// <summary>A log has no token of that name.</summary>
    AuditTokenNotFound,

    /// <summary>A service does not take the token, or the token does not allow what was asked for.</summary>
    AuditAccessRefused,

    /// <summary>More entries or bytes were sent at once than a service takes.</summary>
    AuditBatchTooLarge,

    /// <summary>A request is not one that the service knows.</summary>
    AuditRequestInvalid,

    /// <summary>A service does not answer, or has no room for more at the moment.</summary>
    AuditServiceUnavailable,

    /// <summary>The configuration of a service is not of the form, or contradicts itself.</summary>
    AuditConfigurationInvalid,
}
