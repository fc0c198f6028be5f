using System.Collections.Concurrent;
using System.Net;
using Lora.Testing;

namespace Lora.Engine.Tests.Store;

/// <summary>A remote cache of this process: GET, HEAD and PUT of files in memory, and whatever a test wants to go wrong.</summary>
internal sealed class CacheServer : IDisposable
{
    private readonly LoopbackServer _server;
    private readonly ConcurrentQueue<string> _requests = new();

    internal CacheServer() => _server = new LoopbackServer((_, context) => Answer(context));

    /// <summary>By path, as <c>cas/HASH</c>.</summary>
    internal ConcurrentDictionary<string, byte[]> Files { get; } = new(StringComparer.Ordinal);

    /// <summary>Answers in place of the server, or lets it answer: false.</summary>
    internal Func<HttpListenerContext, bool> Instead { get; set; } = static _ => false;

    internal string Address => _server.Root + "team/a";

    /// <summary>As <c>GET cas/HASH</c>.</summary>
    internal IReadOnlyList<string> Requests => [.. _requests];

    public void Dispose() => _server.Dispose();

    internal static string Name(HttpListenerContext context) => context.Request.Url!.AbsolutePath["/team/a/".Length..];

    private void Answer(HttpListenerContext context)
    {
        try
        {
            _requests.Enqueue($"{context.Request.HttpMethod} {Name(context)}");
            if (!Instead(context))
            {
                Serve(context);
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or IOException or InvalidOperationException)
        {
            // whoever asked has gone
        }
    }

    private void Serve(HttpListenerContext context)
    {
        var (request, response) = (context.Request, context.Response);
        if (request.HttpMethod == "PUT")
        {
            using var bytes = new MemoryStream();
            request.InputStream.CopyTo(bytes);
            Assert.Equal(bytes.Length, request.ContentLength64);
            Files[Name(context)] = bytes.ToArray();
            response.StatusCode = 201;
        }
        else if (!Files.TryGetValue(Name(context), out var file))
        {
            response.StatusCode = 404;
        }
        else
        {
            response.ContentLength64 = file.Length;
            if (request.HttpMethod == "GET")
            {
                response.OutputStream.Write(file);
            }
        }

        response.Close();
    }
}
