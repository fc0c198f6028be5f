using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Lora.Diffusion.Tests.Golden;
using Lora.Tensors;
using Lora.Testing;

namespace Lora.Diffusion.Tests.SingleFiles;

/// <summary>Files of tensors that are almost a model: whatever is missing or misshapen, they are opened or refused with a sentence.</summary>
public sealed class DamagedFileTests : IDisposable
{
    private static readonly string Configs = Repository.At("examples", "critters-xl", "base", "config");
    private static readonly IReadOnlyList<(string Name, int[] Shape)> Whole = SingleFileKeys.Of(Configs);

    private readonly TempFolder _folder = new();
    private readonly TensorRuntime _runtime = TestRuntime.New();

    public void Dispose()
    {
        _runtime.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void DroppedAndMisshapenTensors_AreNoAccident() => Prop.ForAll(
        Gen.Choose(0, int.MaxValue).ToArbitrary(), Gen.Elements("", Configs).ToArbitrary(), (seed, config) =>
        {
            var random = new Random(seed);
            var keys = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
            // a whole part at a time, or a few tensors here and there
            var prefixes = Whole.Select(key => string.Join('.', key.Name.Split('.').Take(random.Next(1, 5)))).Distinct().ToArray();
            var gone = prefixes.Where(_ => random.Next(prefixes.Length) < 2).ToArray();
            foreach (var (name, shape) in Whole.Where(key => !gone.Any(prefix => key.Name.StartsWith(prefix, StringComparison.Ordinal))))
            {
                var sizes = random.Next(200) > 0 ? shape : random.Next(4) switch
                {
                    0 => [],
                    1 => [0],
                    2 => [.. shape.Select(size => random.Next(1, (2 * size) + 2))],
                    _ => [.. shape, 1],
                };
                keys[name] = JsonDocument.Parse($"[{string.Join(", ", sizes)}]").RootElement;
            }

            var path = SparseFile.Write(_folder["model.safetensors"], keys);
            try
            {
                var source = FamilyCatalog.SourceAt(new(path, Config: config));
                _ = ModelReport.Of(source);
                using var model = FamilyCatalog.Open(source, _runtime);
                model.Check();
            }
            catch (CheckpointException e)
            {
                Assert.NotEmpty(e.Problem);
            }
        }).QuickCheckThrowOnFailure();
}
