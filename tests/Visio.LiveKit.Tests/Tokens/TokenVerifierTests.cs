using System.Text;
using Visio.LiveKit.Tokens;

namespace Visio.LiveKit.Tests.Tokens;

public sealed class TokenVerifierTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
    private static readonly AccessToken Ann = new()
    {
        Identity = "ann",
        Name = "Ann",
        Metadata = "m",
        Attributes = new Dictionary<string, string>(StringComparer.Ordinal) { ["a"] = "1" },
        Video = new() { RoomJoin = true, Room = "r", CanPublishSources = ["camera"] },
    };

    private readonly TokenVerifier _verifier =
        new(new Dictionary<string, string>(StringComparer.Ordinal) { ["devkey"] = "secret", ["long"] = new string('s', 80) }, new FixedTime(Now));

    [Theory]
    [InlineData("devkey", "secret")]
    [InlineData("long", "ssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssss")]
    public async Task A_signed_token_reads_back_as_it_was(string key, string secret)
    {
        var verified = await _verifier.VerifyAsync(Ann.Sign(key, secret, Now, TimeSpan.FromHours(6)));

        Assert.Null(verified.Refusal);
        Assert.Equal("ann", verified.Token!.Identity);
        Assert.Equal("1", verified.Token.Attributes["a"]);
        Assert.Equal(["camera"], verified.Token.Video!.CanPublishSources);
        Assert.Null(verified.Token.Video.CanPublish);
        Assert.Equal(Now.AddHours(6), verified.ValidTo);
    }

    [Theory]
    [InlineData(-59, true)]
    [InlineData(-61, false)]
    public async Task An_expired_token_is_taken_for_another_minute(int expiredSeconds, bool isTaken)
    {
        var token = Ann.Sign("devkey", "secret", Now.AddHours(-1), TimeSpan.FromHours(1).Add(TimeSpan.FromSeconds(expiredSeconds)));

        Assert.Equal(isTaken, (await _verifier.VerifyAsync(token)).Refusal is null);
    }

    [Theory]
    [InlineData(59, true)]
    [InlineData(61, false)]
    public async Task A_token_of_the_near_future_is_taken(int startsInSeconds, bool isTaken)
    {
        var token = Ann.Sign("devkey", "secret", Now.AddSeconds(startsInSeconds), TimeSpan.FromHours(1));

        Assert.Equal(isTaken, (await _verifier.VerifyAsync(token)).Refusal is null);
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("a.b.c")]
    [InlineData("....")]
    [InlineData("eyJhbGciOiJIUzI1NiJ9.bm90IGpzb24.c2ln")]
    public async Task What_is_not_a_token_is_refused(string text) =>
        Assert.Equal("invalid authorization token", (await _verifier.VerifyAsync(text)).Refusal);

    [Fact]
    public async Task A_token_of_an_unknown_key_is_refused() =>
        Assert.Equal("invalid API key", (await _verifier.VerifyAsync(Ann.Sign("other", "secret", Now, TimeSpan.FromHours(1)))).Refusal);

    [Fact]
    public async Task A_token_signed_with_another_secret_is_refused() =>
        Assert.StartsWith(
            "invalid authorization token: ",
            (await _verifier.VerifyAsync(Ann.Sign("devkey", "Secret", Now, TimeSpan.FromHours(1)))).Refusal);

    [Theory]
    [InlineData("""{"alg":"none"}""", "")]
    [InlineData("""{"alg":"HS512","typ":"JWT"}""", "c2ln")]
    [InlineData("""{"alg":"RS256","typ":"JWT"}""", "c2ln")]
    public async Task Other_algorithms_are_refused(string header, string signature)
    {
        var exp = Now.AddHours(1).ToUnixTimeSeconds();
        var payload = "{\"iss\":\"devkey\",\"sub\":\"ann\",\"exp\":" + exp + "}";

        var refusal = (await _verifier.VerifyAsync($"{Base64(header)}.{Base64(payload)}.{signature}")).Refusal;

        Assert.StartsWith("invalid authorization token", refusal);
    }

    [Fact]
    public async Task A_token_without_an_end_is_refused()
    {
        var signed = Sign("""{"iss":"devkey","sub":"ann","video":{"roomJoin":true,"room":"r"}}""");

        Assert.StartsWith("invalid authorization token: ", (await _verifier.VerifyAsync(signed)).Refusal);
    }

    [Fact]
    public async Task The_identity_of_an_old_token_is_its_jti()
    {
        var signed = Sign("{\"iss\":\"devkey\",\"jti\":\"old\",\"video\":null,\"exp\":" + Now.AddHours(1).ToUnixTimeSeconds() + "}");

        Assert.Equal("old", (await _verifier.VerifyAsync(signed)).Token!.Identity);
    }

    [Theory]
    [InlineData("""{"video":5}""")]
    [InlineData("""{"attributes":[1]}""")]
    [InlineData("""{"sub":{}}""")]
    public async Task Claims_of_the_wrong_form_are_refused(string claims)
    {
        var exp = Now.AddHours(1).ToUnixTimeSeconds();
        var signed = Sign(string.Concat("{\"iss\":\"devkey\",\"exp\":", exp.ToString(System.Globalization.CultureInfo.InvariantCulture), ",", claims.AsSpan(1)));

        Assert.NotNull((await _verifier.VerifyAsync(signed)).Refusal);
    }

    private static string Sign(string payload) =>
        new Microsoft.IdentityModel.JsonWebTokens.JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(
            payload, new Microsoft.IdentityModel.Tokens.SigningCredentials(TokenCodec.Key("secret"), "HS256"));

    private static string Base64(string text) => System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
