using Lora.Tensors;

namespace Lora.Diffusion;

/// <summary>
/// What a pickle may name. A few names are known and mean something here; those by which files attack who opens them are refused; all others are
/// <see cref="PickledOpaque"/>.
/// </summary>
internal static class PickleGlobals
{
    public const string OrderedDict = "collections.OrderedDict";
    public const string Size = "torch.Size";
    public const string RebuildTensor = "torch._utils._rebuild_tensor";
    public const string RebuildTensor2 = "torch._utils._rebuild_tensor_v2";
    public const string RebuildParameter = "torch._utils._rebuild_parameter";

    private static readonly HashSet<string> Callable = new(StringComparer.Ordinal)
    {
        OrderedDict, Size, RebuildTensor, RebuildTensor2, RebuildParameter,
    };

    private static readonly Dictionary<string, SafetensorsDType> Storages = new(StringComparer.Ordinal)
    {
        ["torch.DoubleStorage"] = SafetensorsDType.F64,
        ["torch.FloatStorage"] = SafetensorsDType.F32,
        ["torch.HalfStorage"] = SafetensorsDType.F16,
        ["torch.BFloat16Storage"] = SafetensorsDType.BF16,
        ["torch.LongStorage"] = SafetensorsDType.I64,
        ["torch.IntStorage"] = SafetensorsDType.I32,
        ["torch.ShortStorage"] = SafetensorsDType.I16,
        ["torch.CharStorage"] = SafetensorsDType.I8,
        ["torch.ByteStorage"] = SafetensorsDType.U8,
        ["torch.BoolStorage"] = SafetensorsDType.Bool,
        ["torch.storage.UntypedStorage"] = SafetensorsDType.U8,
    };

    // modules of Python's own from which no weights need anything: they run, load, reach out or take apart
    private static readonly HashSet<string> DangerousModules = new(StringComparer.Ordinal)
    {
        "_frozen_importlib", "_operator", "_pickle", "_posixsubprocess", "_socket", "_thread", "asyncio", "bdb", "cPickle", "cloudpickle", "codeop", "ctypes",
        "dill", "ftplib", "http", "httplib", "imp", "importlib", "inspect", "joblib", "marshal", "multiprocessing", "nt", "ntpath", "operator", "os", "pdb",
        "pickle", "pip", "pkgutil", "popen2", "posix", "posixpath", "pty", "pydoc", "requests", "runpy", "shelve", "shutil", "smtplib", "socket",
        "socketserver", "subprocess", "sys", "timeit", "urllib", "urllib2", "webbrowser", "xmlrpc", "zipimport",
    };

    // the same of modules from which harmless things are named too
    private static readonly HashSet<string> DangerousNames = new(StringComparer.Ordinal)
    {
        "builtins.__build_class__", "builtins.__import__", "builtins.apply", "builtins.breakpoint", "builtins.compile", "builtins.delattr", "builtins.eval",
        "builtins.exec", "builtins.execfile", "builtins.file", "builtins.getattr", "builtins.globals", "builtins.help", "builtins.input", "builtins.locals",
        "builtins.open", "builtins.raw_input", "builtins.reload", "builtins.setattr", "builtins.vars", "io.FileIO", "io.open", "io.open_code",
        "types.CodeType", "types.FunctionType",
    };

    /// <summary>The known name or opaque; null for a dangerous one.</summary>
    /// <param name="module">The module, for instance <c>torch._utils</c>.</param>
    /// <param name="name">The name in it, dotted where it is in something else.</param>
    public static object? Find(string module, string name)
    {
        var whole = $"{module}.{name}";
        return IsDangerous(module, name) ? null : Callable.Contains(whole) || Storages.ContainsKey(whole) ? new PickledName(whole) : new PickledOpaque(whole);
    }

    /// <summary>The element's type where the name is that of a storage's class.</summary>
    public static bool IsStorage(PickledName name, out SafetensorsDType dtype) => Storages.TryGetValue(name.Name, out dtype);

    private static bool IsDangerous(string module, string name)
    {
        var path = name.Split('.');
        var origin = module switch { "__builtin__" or "__builtins__" => "builtins", "_io" => "io", _ => module };
        return DangerousModules.Contains(module.Split('.')[0])
            || DangerousNames.Contains($"{origin}.{path[0]}")
            || path[..^1].Any(DangerousModules.Contains) // reached through a module that imported it: 'torch', 'os.system'
            || path.Any(part => part is "__builtins__" or "__globals__" or "__import__" or "__subclasses__");
    }
}
