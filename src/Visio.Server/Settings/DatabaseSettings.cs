using System.ComponentModel;

namespace Visio.Server.Settings;

/// <summary>Where accounts, rooms and the audit log are kept.</summary>
internal sealed class DatabaseSettings
{
    [Description("How to reach PostgreSQL, as `Host=db;Database=visio;Username=visio;Password=…`. Empty: SQLite in the data folder.")]
    public string Postgres { get; set; } = "";
}
