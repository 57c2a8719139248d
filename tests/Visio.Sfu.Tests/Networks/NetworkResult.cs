namespace Visio.Sfu.Tests.Networks;

/// <summary>What was left of a call.</summary>
/// <param name="Concealed">The share of the sound that was not there in time.</param>
/// <param name="Freeze">The longest time without a new picture, in seconds.</param>
/// <param name="Pictures">Pictures a second.</param>
/// <param name="Best">The share of the pictures that were of the best size.</param>
/// <param name="Recovery">Seconds until all was as before; null where nothing was to recover from.</param>
/// <param name="Use">The share of the bottleneck used in the last five seconds.</param>
/// <param name="KeyFrames">Key frames that the publisher made.</param>
internal sealed record NetworkResult(double Concealed, double Freeze, double Pictures, double Best, double? Recovery, double? Use, int KeyFrames);
