namespace Visio.Server.Data.Backup;

/// <summary>Why a backup cannot be restored; the message is for the operator.</summary>
internal sealed class BackupException(string message) : Exception(message);
