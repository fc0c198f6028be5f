using Lora.Testing;
using Lora.Vocabulary;

namespace Lora.Project.Tests.Planning;

public sealed class StoreSettingsTests
{
    [Theory]
    [InlineData("false", "https://cache.example.org/a")]
    [InlineData("true", "")]
    public void RemoteCache_IsThereUnlessOffline(string offline, string remote)
    {
        var options = OptionValues.Resolve(Options.All, new Dictionary<string, string>
        {
            ["LoraRemoteCache"] = "https://cache.example.org/a/",
            ["LoraRemoteCacheMode"] = "Read",
            ["LoraCacheSize"] = "1 MiB",
            ["LoraOffline"] = offline,
        });

        Assert.Equal(new StoreSettings(1 << 20) { Remote = remote, Mode = RemoteCacheMode.Read, Seconds = 60 }, StoreSettings.Of(options));
    }

    [Theory]
    [InlineData("https://me:secret@cache.example.org/a?secret#secret", "https://cache.example.org/a")]
    [InlineData(" me:secret@cache.example.org", "cache.example.org")]
    [InlineData("https://cache.example.org/a", "https://cache.example.org/a")]
    [InlineData("secret@", "")]
    public void WhatMayBeASecret_IsNotShown(string text, string shown)
    {
        Assert.Equal(shown, CacheOptions.LoraRemoteCache.Shown(text));

        var problems = new List<string>();
        OptionValues.Resolve(Options.All, new Dictionary<string, string> { ["LoraRemoteCache"] = text }, (_, problem) => problems.Add(problem));
        Assert.All(problems, problem => Assert.DoesNotContain("secret", problem));
    }

    [Fact]
    public void NoWarningAboutTheStore_FailsABuild()
    {
        var props = File.ReadAllText(Repository.At("sdk", "Lora.Sdk", "targets", "Lora.props"));

        Assert.All(CacheDiagnostics.All, descriptor =>
            Assert.Equal(descriptor.Severity is Severity.Warning, props.Contains($";{descriptor.Code}", StringComparison.Ordinal)));
    }
}
