using Microsoft.Extensions.DependencyInjection;

namespace Visio.LiveKit;

/// <summary>Adds the LiveKit-compatible server to a host.</summary>
public static class LiveKitServiceCollectionExtensions
{
    /// <summary>Registers <see cref="LiveKitServer"/>, which starts and stops with the host.</summary>
    public static IServiceCollection AddLiveKit(this IServiceCollection services, Action<LiveKitOptions> configure) =>
        throw new NotImplementedException();
}
