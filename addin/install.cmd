@echo off
rem Installs Cashbuoy for Excel for the user who is logged on. Administrator rights are not needed.
rem   install.cmd            asks to press a key at the end
rem   install.cmd /nopause   does not
setlocal EnableExtensions DisableDelayedExpansion
title Cashbuoy
set "HERE=%~dp0"
set "PAUSE=%~1"
set "PYTHON="
set "WHAT="
set "LIMITS="
set "WHEELS="
set "STEP=looking around"

echo.
echo Cashbuoy for Excel, installed for %USERNAME% only.
echo.
if not defined LOCALAPPDATA goto no_folder
set "OWN=%LOCALAPPDATA%\Cashbuoy\venv"
set "OWN_PYTHON=%OWN%\Scripts\python.exe"

rem What to install: the wheel beside this file, or else the checkout that this file is part of.
pushd "%HERE%"
for %%F in (cashbuoy-*.whl) do set "WHAT=%%~fF"
popd
if not defined WHAT if exist "%HERE%..\pyproject.toml" set "WHAT=%HERE%.."
if not defined WHAT goto no_package
for %%F in ("%HERE%constraints.txt" "%HERE%..\constraints.txt") do if not defined LIMITS if exist "%%~fF" set "LIMITS=%%~fF"
if not defined LIMITS goto no_package
rem Without internet: a folder "wheels" beside this file holds everything that is needed.
if exist "%HERE%wheels\" set WHEELS=--no-index --find-links "%HERE%wheels"

:excel
tasklist /FI "IMAGENAME eq EXCEL.EXE" 2>nul | find /I "EXCEL.EXE" >nul
if errorlevel 1 goto python
if /I "%PAUSE%"=="/nopause" goto excel_open
echo Excel is open. Please save your work and close all of its windows, then
pause
goto excel

:python
echo [1/4] Looking for Python 3.11 or newer
call :try py -3.14
call :try py -3.13
call :try py -3.12
call :try py -3.11
call :try py -3
call :try python
if not defined PYTHON goto no_python
echo       found: %PYTHON%

echo [2/4] Making an environment of its own: "%OWN%"
set "STEP=making the environment"
if not exist "%OWN_PYTHON%" goto new_environment
call :works "%OWN_PYTHON%"
if not errorlevel 1 goto packages
:new_environment
%PYTHON% -m venv --clear "%OWN%"
if errorlevel 1 goto failed

:packages
echo [3/4] Installing Cashbuoy and the libraries that it needs; this takes a few minutes
set "STEP=installing the libraries"
"%OWN_PYTHON%" -m pip install --disable-pip-version-check --no-input --quiet %WHEELS% --constraint "%LIMITS%" "%WHAT%"
if errorlevel 1 goto no_download
rem Again, alone: the same version may have been built anew.
"%OWN_PYTHON%" -m pip install --disable-pip-version-check --no-input --quiet %WHEELS% --constraint "%LIMITS%" --force-reinstall --no-deps "%WHAT%"
if errorlevel 1 goto no_download

echo [4/4] Putting the add-in into Excel
set "STEP=putting the add-in into Excel"
echo.
"%OWN_PYTHON%" -c "from cashbuoy_addin.cli import main; main()" install
if errorlevel 1 goto failed
echo.
"%OWN_PYTHON%" -c "from cashbuoy_addin.cli import main; main()" doctor
if errorlevel 1 goto doctor_found
set "CODE=0"
goto done

:doctor_found
echo.
echo The add-in is in place, but something keeps it from working: see the lines
echo that begin with X above.
set "CODE=1"
goto done

:no_folder
echo Windows does not say where this user's programs belong: LOCALAPPDATA is empty.
echo Log off and on again, then start install.cmd once more.
goto stop

:no_package
echo There is nothing to install beside this file: "%HERE%"
echo Unpack the whole zip file into a folder of its own (cashbuoy-*.whl, constraints.txt
echo and install.cmd belong together), then start install.cmd there.
goto stop

:excel_open
echo Excel is open. Close all of its windows and start install.cmd once more.
goto stop

:no_python
echo.
echo No usable Python was found. Needed: Python 3.11 or newer, 64 bit, from python.org.
echo Python from the Microsoft Store does not work with Excel.
echo   1. Open https://www.python.org/downloads/windows/
echo   2. Download "Windows installer (64-bit)" and start it.
echo   3. Choose "Install Now"; administrator rights are not needed.
echo   4. Start install.cmd once more.
goto stop

:no_download
echo.
echo The libraries could not be installed; the reason stands above.
echo   - Is there an internet connection? Behind a proxy, type this first:
echo       set HTTPS_PROXY=http://name-of-the-proxy:port
echo   - "Access is denied": Excel or Python is still running, or a virus scanner
echo     holds a file. Close Excel, wait a minute, start install.cmd once more.
goto stop

:failed
echo.
echo It stopped while %STEP%; the reason stands above.
goto stop

:stop
echo.
echo Nothing in your workbooks was changed.
set "CODE=2"

:done
echo.
if /I not "%PAUSE%"=="/nopause" pause
exit /b %CODE%

rem The first command that starts a usable Python becomes PYTHON.
:try
if defined PYTHON exit /b 0
call :works %*
if not errorlevel 1 set "PYTHON=%*"
exit /b 0

rem Whether a command starts a Python that is new enough, 64 bit and not from the Store.
:works
%* -c "import sys; sys.exit(sys.version_info < (3, 11) or sys.maxsize < 2**32 or 'WindowsApps' in sys.base_prefix)" >nul 2>nul
exit /b %ERRORLEVEL%
