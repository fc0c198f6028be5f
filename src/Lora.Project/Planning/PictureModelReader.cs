using System.Runtime.InteropServices;
using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>Finds the files of tagger, captioner and upscaler, and what is wrong with them that names and options alone show.</summary>
/// <param name="report">Told a finding at an option.</param>
internal sealed class PictureModelReader(ProjectInput input, StatCache hashes, Action<Descriptor, Option, string> report)
{
    /// <summary>True if captions that are missing are made by a model.</summary>
    public static bool WritesCaptions(OptionValues project) => PictureModel.Tagger.IsIn(project) || PictureModel.Captioner.IsIn(project);

    /// <summary>By model and name; nothing where a project names none.</summary>
    public IReadOnlyList<ModelFile> Read(OptionValues project)
    {
        PictureModel[] models = [.. PictureModel.All.Where(model => model.IsIn(project))];
        if (models.Length > 0)
        {
            CheckDevice(project);
        }

        if (PictureModel.Tagger.IsIn(project) && PictureModel.Captioner.IsIn(project))
        {
            report(ProjectDiagnostics.ImpossibleCombination, TaggerOptions.Captioner, "Tagger and Captioner are both set: a caption is written by one of them.");
        }

        return [.. models.SelectMany(model => Files(model, project.Get(model.Option)))];
    }

    private IEnumerable<ModelFile> Files(PictureModel model, string written)
    {
        var place = input.Resolve(written);
        var folder = model.Files.Count == 0 ? Path.GetDirectoryName(place)! : place;
        string[] names = model.Files.Count == 0 ? [Path.GetFileName(place)] : [.. model.Files];
        if (model.Files.Count == 0 ? !File.Exists(place) : !Directory.Exists(place))
        {
            report(TaggingDiagnostics.ModelMissing, model.Option, $"{model.Option}: there is no {(model.Files.Count == 0 ? "file" : "folder")} '{written}'.");
            return [];
        }

        string[] missing = [.. names.Where(name => !File.Exists(Path.Combine(folder, name)))];
        if (missing.Length > 0)
        {
            report(TaggingDiagnostics.ModelMissing, model.Option, $"{model.Option}: '{written}' holds no {string.Join(" and no ", missing)}.");
        }

        var weights = Directory.GetFiles(folder).Select(file => Path.GetFileName(file)!)
            .Where(name => PictureModel.WeightExtensions.Any(extension => name.EndsWith(extension, StringComparison.Ordinal)));
        return names.Except(missing).Union(weights, StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(name => Path.Combine(folder, name))
            .Select(path => new ModelFile(model.Name, Path.GetFileName(path), path, hashes.Hash(path), hashes.Status(path)));
    }

    private void CheckDevice(OptionValues project)
    {
        var device = project.Get(TaggerOptions.TaggerDevice);
        if (!OnnxRuntime.IsServedBy(input.EnginePackages, device))
        {
            report(ProjectDiagnostics.ImpossibleCombination, TaggerOptions.TaggerDevice,
                $"There is no package of ONNX Runtime on {device} for this kind of machine ({RuntimeInformation.RuntimeIdentifier}).");
        }

        if (device.Kind == DeviceName.CudaKind && project.Get(EngineOptions.Device).Kind == DeviceName.CudaKind)
        {
            report(ProjectDiagnostics.ImpossibleCombination, TaggerOptions.TaggerDevice,
                "Device and TaggerDevice are both a GPU: the CUDA libraries of libtorch and of ONNX Runtime do not work in one process.");
        }
    }
}
