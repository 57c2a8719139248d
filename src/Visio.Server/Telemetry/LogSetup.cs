using Visio.Server.Settings;

namespace Visio.Server.Telemetry;

/// <summary>
/// Logs: one JSON object a line for a machine to read, plain lines with <c>--dev</c>. At Information and above there is never a
/// token, a name of a person or an address: ASP.NET Core's request log, whose lines have all three, stays off.
/// </summary>
internal static class LogSetup
{
    public static void Apply(ILoggingBuilder logging, VisioSettings settings)
    {
        logging.ClearProviders();
        logging.SetMinimumLevel(LogLevel.Information);
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning);

        // It warns that the key ring is not encrypted at rest: the data folder is readable by its owner only.
        logging.AddFilter("Microsoft.AspNetCore.DataProtection.KeyManagement.XmlKeyManager", LogLevel.Error);
        logging.AddFilter("Microsoft.AspNetCore.DataProtection.Repositories.FileSystemXmlRepository", LogLevel.Error);
        logging.AddConfiguration(settings.Logging);
        if (settings.Dev)
        {
            logging.AddSimpleConsole(console => (console.SingleLine, console.TimestampFormat) = (true, "HH:mm:ss "));
        }
        else
        {
            logging.AddJsonConsole(console => (console.UseUtcTimestamp, console.TimestampFormat) = (true, "yyyy-MM-ddTHH:mm:ss.fffZ"));
        }
    }
}
