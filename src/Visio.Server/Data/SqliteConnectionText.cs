using Microsoft.Data.Sqlite;

namespace Visio.Server.Data;

/// <summary>How the database file is opened.</summary>
internal static class SqliteConnectionText
{
    public static string For(string file) => new SqliteConnectionStringBuilder
    {
        DataSource = file,
        ForeignKeys = true,
        // Seconds that a statement tries again while another connection writes, before it fails with SQLITE_BUSY.
        DefaultTimeout = 10,
    }.ToString();
}
