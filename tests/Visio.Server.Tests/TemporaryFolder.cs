namespace Visio.Server.Tests;

/// <summary>A folder that lives as long as a test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly Stack<Action> _atEnd = [];

    public string Path { get; } = Directory.CreateDirectory(System.IO.Path.Combine(TestStorage.Folder, $"visio-test-{Guid.NewGuid():N}")).FullName;

    /// <summary>How to connect to the folder's database, where that is one of PostgreSQL; see <see cref="Data.TestDatabase"/>.</summary>
    public string? PostgresConnection { get; set; }

    /// <summary>Set by tests that change the tables themselves, so that no other test gets this database.</summary>
    public bool DatabaseIsAltered { get; set; }

    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>Runs <paramref name="action"/> before the folder goes.</summary>
    public void AtEnd(Action action) => _atEnd.Push(action);

    public void Dispose()
    {
        while (_atEnd.TryPop(out var action))
        {
            action();
        }

        Directory.Delete(Path, recursive: true);
    }
}
