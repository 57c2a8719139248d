using System.Collections.Concurrent;
using System.Diagnostics;
using Npgsql;
using Visio.Server.Data;

namespace Visio.Server.Tests.Data;

/// <summary>
/// A PostgreSQL of this test run alone: in a temporary folder, reached through a socket in it. It ends with the process that started it,
/// however that ends, because a shell waits for the end of its own input.
/// </summary>
internal sealed class PostgresCluster : IAsyncDisposable
{
    // What sorts texts is a French collation, not the order of bytes that SQLite has: a test that relies on the latter is found.
    private const string Script = """
        set -eu
        trap '' INT TERM
        bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1)
        as=(); [ "$(id -u)" != 0 ] || as=(setpriv --reuid=postgres --regid=postgres --init-groups)
        folder=$(mktemp -d "$2/visio-postgres-XXXXXX")
        trap 'rm -rf "$folder"' EXIT
        [ "$(id -u)" != 0 ] || chown postgres "$folder"
        cd "$folder"
        "${as[@]}" "$bin/initdb" -D data -U visio -A trust -E UTF8 --no-sync --locale=C.UTF-8 --locale-provider=icu --icu-locale=fr-FR >log 2>&1 || { cat log; exit 1; }
        start() {
          "${as[@]}" "$bin/postgres" -D data -c listen_addresses= -k "$folder" -c max_connections=300 $1 </dev/null >>log 2>&1 &
          for _ in $(seq 600); do
            kill -0 $! 2>/dev/null || { cat log; exit 1; }
            ! "$bin/pg_isready" -q -h "$folder" || break
            sleep 0.05
          done
          echo "$folder"
        }
        start "$1"
        while read -r _; do
          kill -KILL $! $(ps -o pid= --ppid $!)
          wait $! || true
          start "$1"
        done
        kill -QUIT $!
        wait $! || true
        """;

    private const string Template = "visio_newest";

    // A replica runs no triggers: no foreign key is in the way, nor what guards the audit log.
    private const string Emptying = """
        SET session_replication_role = replica;
        DO $$ DECLARE name text; BEGIN
            FOR name IN SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_name NOT IN ('schema_version', 'audit_head') LOOP
                EXECUTE 'DELETE FROM ' || quote_ident(name);
            END LOOP;
        END $$;
        UPDATE audit_head SET sequence = 0, hash = repeat('0', 64), pruned_to = 0, pruned_hash = repeat('0', 64);
        """;

    private readonly Process _shell;
    private readonly ConcurrentBag<string> _free = [];
    private int _count;

    private PostgresCluster(Process shell, string folder) => (_shell, Folder) = (shell, folder);

    /// <summary>The one that most tests use. It does not wait for the disk: a machine that crashes takes the test with it.</summary>
    public static Task<PostgresCluster> Shared => OfThisRun.Started;

    /// <summary>Where its socket and its data lie.</summary>
    public string Folder { get; }

    /// <param name="settings">Arguments of <c>postgres</c>.</param>
    public static async Task<PostgresCluster> StartAsync(string settings)
    {
        var shell = Process.Start(new ProcessStartInfo("bash", ["-c", Script, "bash", settings, TestStorage.Folder.TrimEnd('/')]) 
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var answer = await shell.StandardOutput.ReadLineAsync() ?? "nothing";
        if (!Directory.Exists(answer))
        {
            throw new InvalidOperationException("PostgreSQL does not start: " + answer + await shell.StandardOutput.ReadToEndAsync());
        }

        return new PostgresCluster(shell, answer);
    }

    /// <summary>A database of the newest version without a row, or one without the schema.</summary>
    /// <returns>How to connect to it.</returns>
    public async Task<string> RentAsync(bool empty = false) =>
        !empty && _free.TryTake(out var used) ? used : await CreateAsync($"visio_{Interlocked.Increment(ref _count)}", empty ? "template0" : Template);

    /// <summary>
    /// Takes back what <see cref="RentAsync"/> gave. Making a database takes 0.1 s and emptying one 0.01 s; therefore it is emptied and used
    /// again, unless it is of another form now or somebody is still connected.
    /// </summary>
    public void Return(string connection, bool reuse)
    {
        var name = new NpgsqlConnectionStringBuilder(connection).Database!;
        if (reuse && Scalar(name, "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()") is 0L)
        {
            Scalar(name, Emptying);
            _free.Add(connection);
        }
        else
        {
            Scalar("postgres", $"DROP DATABASE \"{name}\" WITH (FORCE)");
        }
    }

    /// <summary>Kills every process of it with SIGKILL and starts it again; it recovers from its write-ahead log.</summary>
    public async Task CrashAsync()
    {
        await _shell.StandardInput.WriteLineAsync("crash");
        await _shell.StandardInput.FlushAsync();
        Assert.Equal(Folder, await _shell.StandardOutput.ReadLineAsync());
    }

    /// <summary>Kills with SIGKILL the process that serves one connection; PostgreSQL then ends all others and recovers.</summary>
    public async Task CrashBackendAsync(string database)
    {
        var pid = Scalar("postgres", $"SELECT pid FROM pg_stat_activity WHERE datname = '{database}' LIMIT 1");
        using var kill = Process.Start("kill", ["-KILL", Convert.ToString(pid, System.Globalization.CultureInfo.InvariantCulture)!]);
        await kill.WaitForExitAsync();
        Assert.Equal(0, kill.ExitCode);
    }

    public async ValueTask DisposeAsync()
    {
        _shell.StandardInput.Close();
        await _shell.WaitForExitAsync();
        _shell.Dispose();
    }

    private async Task<string> CreateAsync(string name, string template)
    {
        await Task.Run(() => Scalar("postgres", $"CREATE DATABASE \"{name}\" TEMPLATE {template}"));
        return ConnectionTo(name);
    }

    private object? Scalar(string database, string sql)
    {
        using var connection = new NpgsqlConnection(ConnectionTo(database) + ";Pooling=false");
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection);
        return command.ExecuteScalar();
    }

    private string ConnectionTo(string database) => $"Host={Folder};Username=visio;Database={database}";

    /// <summary>Started when first asked for.</summary>
    private static class OfThisRun
    {
        public static readonly Task<PostgresCluster> Started = StartAsync();

        private static async Task<PostgresCluster> StartAsync()
        {
            var cluster = await PostgresCluster.StartAsync("-c fsync=off -c synchronous_commit=off -c full_page_writes=off");
            await using var template = new NpgsqlConnection(await cluster.CreateAsync(Template, "template0") + ";Pooling=false");
            await new SchemaUpgrader(SchemaUpgrades.All, TimeProvider.System).UpgradeAsync(template, CancellationToken.None);
            return cluster;
        }
    }
}
