using Lora.Diffusion;
using Lora.Project;
using Lora.Tensors;
using Lora.Tensors.Embedded;
using Lora.Training;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>
/// The runtime and the base model that stays loaded between the stages of one build, found by its content: another one replaces it. Its parts are read when
/// they are first asked for. Bound to the thread that runs the stages.
/// </summary>
internal sealed class LoadedModels : IDisposable
{
    // below this a copy in fp32 costs little memory and spares the conversion at each use
    private const long SmallModelBytes = 512L << 20;

    private readonly ModelFiles _files = new();
    private IDiffusionModel? _model;
    private string? _content;

    // LoRAs of the base model in the parts that are read
    private readonly Dictionary<ModelPart, BaseWeights> _baseWeights = [];

    private TensorRuntime? _runtime;
    private string? _opened;

    /// <summary>Told once what computes.</summary>
    internal Action<string> Say { get; set; } = static _ => { };

    /// <summary>The runtime that a request names, opened when it is first asked for.</summary>
    /// <exception cref="TensorEngineException">It cannot be had.</exception>
    internal TensorRuntime RuntimeFor(StageRequest request)
    {
        // a stage that computes nothing, as Validate, looks at the model's structure with what costs nothing to open
        var computes = request.Stage.Tools.Contains(Tool.Runtime);
        var asked = computes ? $"{Tool.Runtime.Name(request.Values)} {request.Get(EngineOptions.Device)} {request.Paths.LibTorch}" : "";
        if (_runtime is null || asked != _opened)
        {
            Dispose();
            _runtime = computes ? RuntimeCatalog.Open(request) : new EmbeddedRuntime();
            _opened = asked;
            if (computes)
            {
                Say($"Computes with {_runtime.Description}.");
            }
        }

        _runtime.ProductType = HalfOf(request) ?? DType.Float32;
        return _runtime;
    }

    /// <summary>The half type that a request asks for, if it asks for one.</summary>
    private static DType? HalfOf(StageRequest request) => !EngineOptions.MixedPrecision.Stages.Contains(request.Stage) ? null
        : request.Get(EngineOptions.MixedPrecision) switch
        {
            "fp16" => DType.Float16,
            "bf16" => DType.BFloat16,
            _ => null,
        };

    /// <summary>What the project says of the prediction; a stage that predicts nothing opens the model as the others do.</summary>
    private static (bool? V, bool? Zero) PredictionOf(StageRequest request) => (
        BaseModelOptions.VParameterization.Stages.Contains(request.Stage) ? request.Get(BaseModelOptions.VParameterization) : null,
        BaseModelOptions.ZeroTerminalSnr.Stages.Contains(request.Stage) ? request.Get(BaseModelOptions.ZeroTerminalSnr) : null);

    /// <summary>The model without weights.</summary>
    /// <exception cref="CheckpointException">The model is missing, or of another family.</exception>
    internal IDiffusionModel Of(StageRequest request)
    {
        var runtime = RuntimeFor(request);
        var content = string.Join(' ', request.ModelHashes.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}"));
        // stages in fp32 share a model, whether they know of mixed precision or not
        var half = HalfOf(request);
        var stated = PredictionOf(request);
        content += $" {half} {stated}{string.Concat(request.BaseWeights.Select(lora => $" {lora.KeyText}"))}";
        if (_model is null || content != _content)
        {
            FreeModel();
            var source = FamilyCatalog.SourceAt(new ModelLocation(request.Paths.BaseModel, request.Paths.VaeModel, request.Paths.BaseModelConfig));
            var bytes = ModelPart.All.SelectMany(source.FilesOf).Distinct().Sum(file => new FileInfo(file).Length);
            _model = FamilyCatalog.Open(source, runtime, new ModelSettings
            {
                Storage = half ?? (bytes < SmallModelBytes ? DType.Float32 : null),
                VParameterization = stated.V,
                ZeroTerminalSnr = stated.Zero,
            });
            _content = content;
        }

        return _model;
    }

    /// <summary>The model with the weights of some parts, outside of any scope of a step, which would free them.</summary>
    /// <exception cref="CheckpointException">A part cannot be used.</exception>
    /// <exception cref="FindingException">The model's files are no longer those of the request.</exception>
    internal IDiffusionModel Load(StageRequest request, params ReadOnlySpan<ModelPart> parts)
    {
        var model = Of(request);
        try
        {
            model.Load(parts);
            Merge(request, model, [.. parts]);
        }
        catch (Exception e) when (e is CheckpointException or FindingException)
        {
            // half-written or swapped: that is what is wrong then, not the file
            CheckFiles(request);
            throw;
        }

        CheckFiles(request);
        return model;
    }

    /// <summary>Frees the weights of parts that the next stages do not work with, if they were read, and the room that the work with them took.</summary>
    internal void Release(params IEnumerable<ModelPart> parts)
    {
        foreach (var part in _model?.Family.Parts.Intersect(parts) ?? [])
        {
            if (_baseWeights.Remove(part, out var merged))
            {
                merged.Dispose();
            }

            _model!.Release(part);
        }

        _runtime?.Trim();
    }

    /// <summary>See <see cref="ModelFiles.Check"/>.</summary>
    /// <exception cref="FindingException">The model's files are no longer those of the request.</exception>
    internal void CheckFiles(StageRequest request) => _files.Check(request);

    public void Dispose()
    {
        FreeModel();
        _runtime?.Dispose();
        _runtime = null;
    }

    private void FreeModel()
    {
        foreach (var merged in _baseWeights.Values)
        {
            merged.Dispose();
        }

        _baseWeights.Clear();
        _model?.Dispose();
        _model = null;
    }

    /// <summary>Makes the LoRAs of the base model a part of it.</summary>
    private void Merge(StageRequest request, IDiffusionModel model, ModelPart[] parts)
    {
        ModelPart[] fresh =
            [.. model.AdapterGroups.Select(group => group.Part).Distinct().Where(part => parts.Contains(part) && !_baseWeights.ContainsKey(part))];
        if (request.BaseWeights.Count == 0 || fresh.Length == 0)
        {
            return;
        }

        var loras = request.BaseWeights.Select(lora => (LoraInputs.Read(lora, file => file.Check(model)), lora.Multiplier)).ToList();
        foreach (var part in fresh)
        {
            _baseWeights[part] = new BaseWeights(model, [part], loras);
        }
    }
}
