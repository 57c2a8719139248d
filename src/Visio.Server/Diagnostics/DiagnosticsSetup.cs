using Visio.Server.Media;

namespace Visio.Server.Diagnostics;

/// <summary>The services of this feature.</summary>
internal static class DiagnosticsSetup
{
    public static void AddDiagnostics(this IServiceCollection services)
    {
        services.AddSingleton<ConnectionTests>();
        services.AddSingleton<ITokenReviewer>(s => s.GetRequiredService<ConnectionTests>());
        services.AddHostedService<ConnectionTestCleanup>();
    }
}
