using System.Runtime.InteropServices;
using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>Turns an evaluated project into a plan. Reads names, sizes and hashes of files, never their content: that is the engine's.</summary>
public sealed class ProjectReader(ProjectInput input, SourceFiles sources, StatCache hashes)
{
    private readonly List<Finding> _findings = [];
    private ChosenBase? _base;
    private NamedBase? _named;
    private OptionLayers _layers = new([]);

    /// <summary>What is wrong in the project, ordered. With an error among it the plan serves only to validate the rest.</summary>
    public IReadOnlyList<Finding> Findings => [.. _findings.Order().Distinct()];

    /// <summary>Reads the whole project; wrong values are findings, and their defaults stand in.</summary>
    public BuildPlan Read()
    {
        _findings.AddRange(UnknownNames.Find(sources, input.GlobalProperties));
        _findings.AddRange(IdleNames.Find(sources, input.GlobalProperties, input.Tool));
        _findings.AddRange(LostItems.Find(sources, input));
        input = ReferencedProject.Into(input, sources, _findings);
        _layers = OptionLayers.Of(input, PlaceInFile);
        _base = new BaseReader(input, sources, _findings, PlaceOf).Read();
        // from here on a build for one of several base models is a build for that one
        input = _base?.Of(input) ?? input;
        _layers = Layers();
        var options = OptionValues.Resolve(Options.All, _layers.Texts, (option, problem) => Report(ProjectDiagnostics.WrongValue, option, problem));
        var baseModel = BaseModel(options, out var toFetch);
        var (vae, config) = (Vae(options), Config(options, baseModel));
        var reader = new ImageReader(input, sources, hashes, _findings);
        var images = reader.Read(options);
        _findings.AddRange(reader.Draws.Check(options, PlaceOf));
        var wrong = Options.All.Where(options.IsWrong).ToHashSet();
        foreach (var (rule, involved, problem) in OptionRules.Check(options, _layers.DepthOf))
        {
            Report(rule, involved[0], problem);
            wrong.UnionWith(rule.Severity is Severity.Error ? involved : []);
        }

        if (BucketRules.Unheard(input, options) is { } unheard)
        {
            Report(TrainingDiagnostics.NoEffect, DatasetOptions.Resolution, unheard);
        }

        foreach (var problem in BucketRules.Check(images, options))
        {
            Report(ProjectDiagnostics.ImpossibleCombination, DatasetOptions.Resolutions, problem);
        }

        var phases = new TrainPhaseReader(input, sources, _layers.Texts, _findings).Read(options, images);
        if (phases.Count == 0)
        {
            CheckSteps(options, images);
        }

        if (PresetReader.TooFewImages(options, images.Count(image => image is { IsRegularization: false, IsValidation: false, IsAgain: false })) is { } tooFew)
        {
            Report(TrainingDiagnostics.TooFewImages, ProjectOptions.LoraPreset, tooFew);
        }

        if (options.SamplesWhileTraining && input.Prompts.Count == 0)
        {
            Report(ProjectDiagnostics.NothingToDraw, SampleOptions.Group.First(options.IsWritten),
                "The training is to draw pictures, and there is no prompt.");
        }

        CheckRuntime(options);
        var pictureModels = new PictureModelReader(input, hashes, Report).Read(options);
        return new BuildPlan
        {
            Options = options,
            Layers = _layers,
            Places = Options.All.Where(options.IsWritten).ToDictionary(option => option.Name, PlaceOf),
            WrongOptions = wrong,
            Images = images,
            RegularizationImages = reader.RegularizationImages,
            TagRules = new TagRuleReader(input, sources, hashes, _findings).Read(),
            TrainPhases = phases,
            Loras = new LoraInputReader(input, hashes, PlaceOf, _findings).Read(options),
            Prompts = new PromptReader(input, sources, _findings).Read(options),
            ModelFiles = BaseModelFiles.Find(baseModel, vae, config, hashes),
            PictureModelFiles = pictureModels,
            Paths = new StagePaths(input.ProjectFile, input.Directory, input.ObjDirectory, input.OutDirectory, CacheDirectory(options), baseModel)
            {
                SamplesDirectory = OwnFolder("samples"),
                ReportDirectory = OwnFolder("report"),
                LibTorch = LibTorch(options),
                BaseClaim = _named?.Claim,
                VaeModel = vae,
                BaseModelConfig = config,
            },
            SarifPath = SarifPath(options),
            CopyTo = options.Get(OutputOptions.LoraCopyTo) is { Length: > 0 } folder ? input.Resolve(folder) : "",
            ToFetch = toFetch,
            OutputName = input.OutputName,
            Alias = _base?.Alias ?? "",
        };
    }

    // highest first; what the project writes says which base model it is, and that recommends the rest
    private OptionLayers Layers()
    {
        var written = input.Imported.Aggregate(OptionLayers.Of(input, PlaceInFile), (layers, imported) => layers.Over(imported));
        _named = NamedBase.Of(written.Texts.GetValueOrDefault(ProjectOptions.BaseModel.Name, ""), input,
            written.PlaceOf(ProjectOptions.BaseModel) ?? PlaceInFile(ProjectOptions.BaseModel), _findings);
        var layers = _named?.Layer is { } recommended ? written.Over(recommended) : written;
        return PresetReader.Layer(layers) is { } preset ? layers.Over(preset) : layers;
    }

    private string BaseModel(OptionValues options, out BaseDownload? toFetch)
    {
        toFetch = null;
        var path = options.Get(ProjectOptions.BaseModel);
        if (path.Length == 0)
        {
            if (_base is null)
            {
                _findings.Add(ProjectDiagnostics.BaseModelNotSet.At("The project names no base model.", input.ProjectFile));
            }

            return "";
        }

        var place = _named?.Locate(input, CacheDirectory(options), options.Get(ProjectOptions.LoraOffline), _findings, out toFetch) ?? input.ResolveModel(path);
        _named?.Check(place, hashes, _findings);
        if (!Directory.Exists(place) && !File.Exists(place) && (_named is null || _named.IsPath))
        {
            _findings.Add(ProjectDiagnostics.BaseModelMissing.At(
                $"There is neither a folder nor a file '{(_named is null ? path : place)}'.", _named?.Place ?? PlaceOf(ProjectOptions.BaseModel)));
        }

        return place;
    }

    private string Vae(OptionValues options)
    {
        var path = options.Get(BaseModelOptions.VaeModel);
        var place = path.Length == 0 ? "" : input.ResolveModel(path);
        if (place.Length > 0 && !Directory.Exists(place) && !File.Exists(place))
        {
            Report(ProjectDiagnostics.BaseModelMissing, BaseModelOptions.VaeModel, $"VaeModel: there is neither a folder nor a file '{path}'.");
        }

        return place;
    }

    private string Config(OptionValues options, string baseModel)
    {
        var path = options.Get(BaseModelOptions.BaseModelConfig);
        var place = path.Length == 0 ? "" : input.ResolveModel(path);
        if (place.Length > 0 && !Directory.Exists(place))
        {
            Report(ProjectDiagnostics.BaseModelMissing, BaseModelOptions.BaseModelConfig, $"BaseModelConfig: there is no folder '{path}'.");
        }
        else if (place.Length > 0 && Directory.Exists(baseModel))
        {
            Report(ProjectDiagnostics.ImpossibleCombination, BaseModelOptions.BaseModelConfig,
                "BaseModelConfig is set, and the base model is a folder with configs.");
        }

        return place;
    }

    // two projects in one folder share bin
    private string OwnFolder(string name) =>
        Directory.EnumerateFiles(input.Directory, "*" + Path.GetExtension(input.ProjectFile)).Take(2).Count() < 2
            ? name : $"{name}/{Path.GetFileNameWithoutExtension(input.ProjectFile)}";

    private string CacheDirectory(OptionValues options)
    {
        if (options.Get(ProjectOptions.LoraCacheDir) is { Length: > 0 } folder)
        {
            return input.ResolveModel(folder);
        }

        var xdg = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        var root = Path.IsPathFullyQualified(xdg ?? "") ? xdg! : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        return Path.Combine(root, "lora");
    }

    private string SarifPath(OptionValues options)
    {
        var path = options.Get(OutputOptions.LoraSarif) is { Length: > 0 } name ? input.Resolve(name) : "";
        return path.Length > 0 && _base is { Alias.Length: > 0 } ? Path.ChangeExtension(path, _base.Alias + Path.GetExtension(path)) : path;
    }

    private string LibTorch(OptionValues options)
    {
        if (options.Get(EngineOptions.LoraLibTorch) is not { Length: > 0 } path)
        {
            return "";
        }

        var folder = input.ResolveModel(path);
        if (options.Get(EngineOptions.LoraRuntime) == Runtimes.Torch && !Directory.Exists(folder))
        {
            Report(ProjectDiagnostics.WrongValue, EngineOptions.LoraLibTorch, $"LoraLibTorch: there is no folder '{path}'.");
        }

        return folder;
    }

    private void CheckRuntime(OptionValues options)
    {
        var (runtime, device) = (options.Get(EngineOptions.LoraRuntime), options.Get(EngineOptions.Device));
        if (!runtime.Devices.Contains(device.Kind))
        {
            Report(ProjectDiagnostics.ImpossibleCombination, EngineOptions.LoraRuntime, $"The runtime {runtime} does not compute on {device}.");
        }
        else if (!runtime.IsServedBy(input.EnginePackages, options.Get(EngineOptions.LoraLibTorch).Length > 0))
        {
            Report(ProjectDiagnostics.ImpossibleCombination, EngineOptions.LoraRuntime,
                $"There is no package of the runtime {runtime} on {device} for this kind of machine ({RuntimeInformation.RuntimeIdentifier}).");
        }
    }

    // more steps than a run can count; batches can only make fewer of them
    private void CheckSteps(OptionValues options, IReadOnlyList<ImageItem> images)
    {
        if (options.IsWrong(RunOptions.MaxTrainSteps) || options.IsWrong(RunOptions.MaxTrainEpochs) || options.IsWrong(DatasetOptions.NumRepeats))
        {
            return;
        }

        var samples = images.Where(image => !image.IsValidation).Sum(image => (long)image.Repeats);
        var epochs = options.Get(RunOptions.MaxTrainEpochs);
        if (options.Get(RunOptions.MaxTrainSteps) == 0 && samples * epochs > int.MaxValue)
        {
            Report(ProjectDiagnostics.ImpossibleCombination, RunOptions.MaxTrainEpochs,
                FormattableString.Invariant($"{epochs} epochs of {samples} samples are more than a run can count."));
        }
    }

    private void Report(Descriptor rule, Option option, string problem) => _findings.Add(rule.At(problem, PlaceOf(option)));

    private SourcePlace PlaceOf(Option option) => _layers.PlaceOf(option) ?? PlaceInFile(option);

    private SourcePlace PlaceInFile(Option option) => option == ProjectOptions.BaseModel && _base is not null ? _base.Place : sources.PlaceOf(option.Name);
}
