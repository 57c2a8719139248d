using System.Data;
using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Visio.Server.Data;

/// <summary>Reads that all see the database as it was at the first of them, while others go on writing. Ends when disposed.</summary>
internal sealed class Snapshot : IAsyncDisposable
{
    private readonly VisioDb _db;
    private readonly DbTransaction _transaction;

    private Snapshot(VisioDb db, DbTransaction transaction) => (_db, _transaction) = (db, transaction);

    public static async Task<Snapshot> BeginAsync(VisioDb db, CancellationToken cancellationToken)
    {
        await db.Database.OpenConnectionAsync(cancellationToken);
        var transaction = await BeginAsync(db.Database.GetDbConnection(), cancellationToken);
        await db.Database.UseTransactionAsync(transaction, cancellationToken);
        return new(db, transaction);
    }

    /// <summary>The same for an open connection.</summary>
    public static async Task<DbTransaction> BeginAsync(DbConnection connection, CancellationToken cancellationToken) =>
        // On SQLite not the usual BEGIN IMMEDIATE, which would keep everybody from writing.
        connection is SqliteConnection sqlite
            ? sqlite.BeginTransaction(deferred: true)
            : await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _db.Database.UseTransactionAsync(null);
        await _transaction.DisposeAsync();
        await _db.Database.CloseConnectionAsync();
    }
}
