using System.Buffers;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace EscalationBot.Bot.Hosting;

/// <summary>A body that was read, or the status of why not. Dispose it when its bytes are no longer needed.</summary>
internal sealed class RequestBody : IDisposable
{
    private readonly Action _release;
    private byte[]? _buffer;

    private RequestBody(int status, byte[]? buffer, int headroom, int length, Action release) =>
        (Status, _buffer, Headroom, Length, _release) = (status, buffer, headroom, length, release);

    /// <summary>200, 408 (too slow), 413 (too large) or 503 (too many at once).</summary>
    public int Status { get; }

    /// <summary>Free bytes before the body, for whoever wants to put something in front of it.</summary>
    public int Headroom { get; }

    /// <summary>Bytes of the body.</summary>
    public int Length { get; }

    /// <summary>Headroom and body.</summary>
    public Span<byte> WithHeadroom => _buffer.AsSpan(0, Headroom + Length);

    /// <summary>The body.</summary>
    public ReadOnlyMemory<byte> Bytes => _buffer.AsMemory(Headroom, Length);

    public static RequestBody Read(byte[] buffer, int headroom, int length, Action release) =>
        new(StatusCodes.Status200OK, buffer, headroom, length, release);

    public static RequestBody Refused(int status) => new(status, null, 0, 0, static () => { });

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _buffer, null) is not { } rented)
        {
            return;
        }
        ArrayPool<byte>.Shared.Return(rented);
        _release();
    }
}

/// <summary>
/// Reads bodies as they come: memory follows the bytes that have arrived, never the length that a sender claims. All bodies that are being
/// read share one budget, of which large ones may not take the last part, and each must have arrived within its time: whoever holds many
/// connections open costs that budget and no more, and small honest bodies still pass.
/// </summary>
internal sealed class RequestBodies(IOptions<LimitsOptions> options, TimeProvider time)
{
    /// <summary>Most bytes of a body.</summary>
    public const int Largest = 1024 * 1024;

    private const int First = 4 * 1024,
        Small = 64 * 1024,
        LargestSwallowed = 16 * 1024 * 1024;

    private readonly long _budget = options.Value.BodiesMegabytes * 1024L * 1024L;
    private readonly TimeSpan _patience = TimeSpan.FromSeconds(options.Value.BodySeconds);
    private long _held;

    /// <summary>Bytes of buffers that are held now.</summary>
    public long Held => Interlocked.Read(ref _held);

    /// <summary>Reads the body of a request.</summary>
    /// <param name="http">The request.</param>
    /// <param name="headroom">Free bytes wanted before the body.</param>
    /// <param name="most">Most bytes that are wanted; 413 when there are more.</param>
    /// <param name="swallow">The sender is known: what is too large is read to its end, so that it gets to read the answer instead of a
    /// broken connection.</param>
    public async Task<RequestBody> ReadAsync(HttpContext http, int headroom = 0, int most = Largest, bool swallow = false)
    {
        using var late = new CancellationTokenSource(_patience, time);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, late.Token);
        try
        {
            if (http.Request.ContentLength is not > Largest)
            {
                return await ReadAsync(http, headroom, most, ends.Token);
            }
            if (swallow)
            {
                await SwallowAsync(http, ends.Token);
            }
            return RequestBody.Refused(StatusCodes.Status413PayloadTooLarge);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !http.RequestAborted.IsCancellationRequested)
        {
            // What is left of it is not waited for either.
            http.Response.Headers.Connection = "close";
            return RequestBody.Refused(StatusCodes.Status408RequestTimeout);
        }
    }

    /// <summary>Answers a body that was not read.</summary>
    public static void Refuse(HttpContext http, RequestBody body)
    {
        http.Response.StatusCode = body.Status;
        if (body.Status == StatusCodes.Status503ServiceUnavailable)
        {
            http.Response.Headers.RetryAfter = "1";
        }
    }

    private async Task<RequestBody> ReadAsync(HttpContext http, int headroom, int most, CancellationToken ct)
    {
        var size = headroom + First;
        if (!TryHold(size, isSmall: true))
        {
            return RequestBody.Refused(StatusCodes.Status503ServiceUnavailable);
        }
        var buffer = ArrayPool<byte>.Shared.Rent(size);
        var kept = false;
        try
        {
            for (var end = headroom; ; )
            {
                // Up to what was counted, not to the length that the pool gave.
                var read = await http.Request.Body.ReadAsync(buffer.AsMemory(end, size - end), ct);
                if (read == 0)
                {
                    kept = true;
                    var counted = size;
                    return RequestBody.Read(buffer, headroom, end - headroom, () => Release(counted));
                }
                end += read;
                if (end - headroom > most)
                {
                    return RequestBody.Refused(StatusCodes.Status413PayloadTooLarge);
                }
                if (end < size)
                {
                    continue;
                }
                var larger = Math.Min(size * 2, headroom + Largest + 1);
                if (!TryHold(larger - size, isSmall: larger <= Small))
                {
                    return RequestBody.Refused(StatusCodes.Status503ServiceUnavailable);
                }
                var next = ArrayPool<byte>.Shared.Rent(larger);
                buffer.AsSpan(0, end).CopyTo(next);
                ArrayPool<byte>.Shared.Return(buffer);
                (buffer, size) = (next, larger);
            }
        }
        finally
        {
            // A buffer whose reading failed goes back as well: nothing reads into it any more.
            if (!kept)
            {
                ArrayPool<byte>.Shared.Return(buffer);
                Release(size);
            }
        }
    }

    private static async Task SwallowAsync(HttpContext http, CancellationToken ct)
    {
        if (http.Request.ContentLength > LargestSwallowed)
        {
            return;
        }
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = LargestSwallowed;
        }
        await http.Request.Body.CopyToAsync(Stream.Null, ct);
    }

    /// <summary>Large bodies may take three quarters of the budget.</summary>
    private bool TryHold(int bytes, bool isSmall)
    {
        if (Interlocked.Add(ref _held, bytes) <= (isSmall ? _budget : _budget / 4 * 3))
        {
            return true;
        }
        Release(bytes);
        return false;
    }

    private void Release(int bytes) => Interlocked.Add(ref _held, -bytes);
}

/// <summary>Registers the reading of bodies, with the limits that it keeps.</summary>
internal static class RequestBodiesSetup
{
    /// <summary>Once, whoever asks first.</summary>
    public static IServiceCollection AddRequestBodies(this IServiceCollection services)
    {
        if (services.Any(service => service.ServiceType == typeof(RequestBodies)))
        {
            return services;
        }
        services.TryAddSingleton(TimeProvider.System);
        return services.AddLimits().AddSingleton<RequestBodies>();
    }

    /// <summary>The settings <c>Limits:*</c>; again is harmless.</summary>
    public static IServiceCollection AddLimits(this IServiceCollection services)
    {
        services.AddOptions<LimitsOptions>().BindConfiguration("Limits").ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<LimitsOptions>, LimitsOptions.Validation>());
        return services;
    }
}
