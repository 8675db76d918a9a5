using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace EscalationBot.Bot.Cache;

/// <summary>The settings <c>Redis:*</c>.</summary>
internal sealed record RedisOptions
{
    /// <summary>StackExchange.Redis form: <c>host:6379,password=…,ssl=true</c>. Empty = the cache lives in this process.</summary>
    public string ConnectionString { get; init; } = "";

    internal sealed class Validation : IValidateOptions<RedisOptions>
    {
        public ValidateOptionsResult Validate(string? name, RedisOptions options)
        {
            try
            {
                if (options.ConnectionString.Length > 0 && ConfigurationOptions.Parse(options.ConnectionString).EndPoints.Count == 0)
                {
                    return ValidateOptionsResult.Fail("Redis:ConnectionString: it names no server. An example: localhost:6379,password=…");
                }
                return ValidateOptionsResult.Success;
            }
            catch (ArgumentException wrong)
            {
                return ValidateOptionsResult.Fail($"Redis:ConnectionString: {wrong.Message}");
            }
        }
    }
}
