namespace Visio.Server.Settings;

/// <summary>The settings cannot be used; says every reason at once.</summary>
internal sealed class SettingsException(IReadOnlyList<string> problems) : Exception(string.Join(Environment.NewLine, problems))
{
    public IReadOnlyList<string> Problems { get; } = problems;
}
