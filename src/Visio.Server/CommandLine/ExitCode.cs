namespace Visio.Server.CommandLine;

/// <summary>What the process tells its caller; scripts rely on the numbers.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int WrongUsage = 2;
}
