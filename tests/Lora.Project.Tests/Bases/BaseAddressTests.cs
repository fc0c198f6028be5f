using FsCheck;
using FsCheck.Fluent;

namespace Lora.Project.Tests.Bases;

public sealed class BaseAddressTests
{
    [Theory]
    [InlineData("https://huggingface.co/a/b.safetensors?download=true&key=SECRET#f", "https://huggingface.co/a/b.safetensors", "LORA_TOKEN_HUGGINGFACE_CO")]
    [InlineData("https://my-models.example.org:8443/x", "https://my-models.example.org:8443/x", "LORA_TOKEN_MY_MODELS_EXAMPLE_ORG")]
    [InlineData("http://localhost:8080/x?SECRET", "http://localhost:8080/x", "LORA_TOKEN_LOCALHOST")]
    [InlineData("http://[::1]/x", "http://[::1]/x", "LORA_TOKEN___1")]
    [InlineData("https://bücher.example/x", "https://bücher.example/x", "LORA_TOKEN_XN__BCHER_KVA_EXAMPLE")]
    [InlineData("file:///models/x.safetensors", "file:///models/x.safetensors", "LORA_TOKEN_")]
    public void Url_IsShownWithoutWhatMayBeSecret(string url, string shown, string variable)
    {
        var address = BaseAddress.Read(url, out var problem)!;

        Assert.Equal((shown, variable, ""), (address.ToString(), address.TokenVariable, problem));
    }

    [Theory]
    [InlineData("http://example.org/x")]
    [InlineData("http://192.168.0.1/x")]
    [InlineData("ftp://example.org/x")]
    [InlineData("https://me:SECRET@example.org/x")]
    [InlineData("https://SECRET@example.org/x")]
    [InlineData("file://server/share/SECRET")]
    [InlineData("/models/SECRET")]
    [InlineData("models/SECRET.safetensors")]
    [InlineData("https:///SECRET")]
    [InlineData("C:\\SECRET")]
    public void UrlThatIsNotFetchedFrom_IsRefusedWithoutBeingShown(string url)
    {
        Assert.Null(BaseAddress.Read(url, out var problem));

        Assert.NotEmpty(problem);
        Assert.DoesNotContain("SECRET", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://a.org/x", "https://a.org/y", true)]
    [InlineData("https://a.org/x", "https://A.org:443/y", true)]
    [InlineData("https://a.org/x", "https://a.org:444/y", false)]
    [InlineData("https://a.b.org/x", "https://a-b.org/y", false)]
    [InlineData("https://a.org/x", "https://b.a.org/y", false)]
    [InlineData("http://localhost/x", "https://localhost/y", false)]
    public void Token_StaysAtSchemeHostAndPort(string from, string to, bool isSame) =>
        Assert.Equal(isSame, BaseAddress.Read(to, out _)!.IsSameOrigin(BaseAddress.Read(from, out _)!));

    [Theory]
    [InlineData("https://a.org/x", "/y?z", "https://a.org/y")]
    [InlineData("https://a.org/x", "https://cdn.org/y", "https://cdn.org/y")]
    [InlineData("https://a.org/x", "http://localhost/y", null)]
    [InlineData("https://a.org/x", "file:///y", null)]
    [InlineData("http://localhost/x", "https://a.org/y", "https://a.org/y")]
    public void Redirect_LeadsToNothingWeaker(string from, string location, string? to) =>
        Assert.Equal(to, BaseAddress.Read(from, out _)!.Follow(new Uri(location, UriKind.RelativeOrAbsolute), out _)?.ToString());

    [Fact]
    public void AnyText_IsAnAddressOrRefused() =>
        Prop.ForAll<string>(text => BaseAddress.Read("https://" + text, out var problem) is null == problem.Length > 0).QuickCheckThrowOnFailure();
}
