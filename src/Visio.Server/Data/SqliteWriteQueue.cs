using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Visio.Server.Data;

/// <summary>
/// Lets those who write to SQLite wait their turn without holding a thread. SQLite has one writer at a time; left alone, each other one
/// blocks its thread in sleeps of 150 ms and tries again, which starves the pool and lets the unlucky wait for seconds. Only what is
/// written from another process still waits that way. Any thread.
/// </summary>
internal sealed class SqliteWriteQueue : DbTransactionInterceptor, IDbConnectionInterceptor, IDbCommandInterceptor, IDisposable
{
    /// <summary>Longer than <see cref="SqliteConnectionText"/> waits for another process.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _turn = new(1);
    private readonly ConcurrentDictionary<DbConnection, bool> _writers = [];

    public override async ValueTask<InterceptionResult<DbTransaction>> TransactionStartingAsync(
        DbConnection connection, TransactionStartingEventData eventData, InterceptionResult<DbTransaction> result, CancellationToken cancellationToken = default)
    {
        await TakeTurnAsync(connection, cancellationToken);
        return result;
    }

    public override Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        EndTurn(eventData.Context?.Database.GetDbConnection());
        return Task.CompletedTask;
    }

    public override Task TransactionRolledBackAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        EndTurn(eventData.Context?.Database.GetDbConnection());
        return Task.CompletedTask;
    }

    // A transaction that is disposed without an end, or could not begin, closes its connection.
    public void ConnectionClosed(DbConnection connection, ConnectionEndEventData eventData) => EndTurn(connection);

    public Task ConnectionClosedAsync(DbConnection connection, ConnectionEndEventData eventData)
    {
        EndTurn(connection);
        return Task.CompletedTask;
    }

    public void ConnectionDisposed(DbConnection connection, ConnectionEndEventData eventData) => EndTurn(connection);

    public Task ConnectionDisposedAsync(DbConnection connection, ConnectionEndEventData eventData) => ConnectionClosedAsync(connection, eventData);

    // ExecuteUpdate and ExecuteDelete write without a transaction of their own.
    public async ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        if (command.Transaction is null)
        {
            await TakeTurnAsync(command.Connection!, cancellationToken);
        }

        return result;
    }

    public ValueTask<int> NonQueryExecutedAsync(DbCommand command, CommandExecutedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        EndTurnOf(command);
        return ValueTask.FromResult(result);
    }

    public Task CommandFailedAsync(DbCommand command, CommandErrorEventData eventData, CancellationToken cancellationToken = default)
    {
        EndTurnOf(command);
        return Task.CompletedTask;
    }

    public Task CommandCanceledAsync(DbCommand command, CommandEndEventData eventData, CancellationToken cancellationToken = default)
    {
        EndTurnOf(command);
        return Task.CompletedTask;
    }

    public void Dispose() => _turn.Dispose();

    private async Task TakeTurnAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        if (!await _turn.WaitAsync(Patience, cancellationToken))
        {
            throw new TimeoutException("Others wrote to the database for too long.");
        }

        _writers[connection] = true;
    }

    private void EndTurnOf(DbCommand command)
    {
        if (command is { Transaction: null, Connection: { } connection })
        {
            EndTurn(connection);
        }
    }

    private void EndTurn(DbConnection? connection)
    {
        if (connection is not null && _writers.TryRemove(connection, out _))
        {
            _turn.Release();
        }
    }
}
